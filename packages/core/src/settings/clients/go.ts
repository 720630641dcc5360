import type { Client } from '../types.ts';

const common = { kind: 'library', syntax: 'go', stringsAreTrue: false, gathered: '2026-11' } as const;

/** net/smtp of Go's standard library: SendMail upgrades where it can, and PlainAuth refuses to log in without TLS. */
const GO_SMTP: Client = {
  ...common,
  id: 'go-smtp',
  name: 'Go net/smtp',
  aliases: ['go', 'golang', 'net-smtp'],
  keys: {
    // tls.Dial("tcp", place, config) and net.Dial("tcp", place) before smtp.Dial(place)
    place: ['SendMail().0', 'DialWithDialer().2', 'Dial().1', 'Dial().0'],
    user: ['PlainAuth().1', 'CRAMMD5Auth().0'],
    password: ['PlainAuth().2', 'CRAMMD5Auth().1'],
    from: ['SendMail().2', 'Mail().0'],
    ehlo: ['Hello().0'],
  },
  modes: [
    { when: { 'Dial().2': 'any' }, mode: 'implicit-tls' },
    { when: { 'Dial().tls.Config.ServerName': 'any' }, mode: 'implicit-tls' },
    { when: { 'Dial().tls.Config.InsecureSkipVerify': 'any' }, mode: 'implicit-tls' },
    { when: { 'DialWithDialer()': 'any' }, mode: 'implicit-tls' },
    { when: { 'StartTLS()': 'any' }, mode: 'starttls' },
    { when: { 'SendMail()': 'any' }, mode: 'starttls', optional: true },
    { when: {}, mode: 'cleartext' },
  ],
  signs: [/\bsmtp\.(Dial|SendMail|PlainAuth|NewClient)\b/, /"net\/smtp"/],
  switches: [
    {
      key: 'InsecureSkipVerify',
      values: ['true'],
      code: 'settings-verification-off',
      instead: null,
      why: 'Go then accepts every certificate',
    },
  ],
  labels: {
    'implicit-tls': 'tls.Dial, then smtp.NewClient',
    starttls: 'smtp.Dial, then StartTLS',
    cleartext: 'smtp.Dial',
  },
  defaults: { host: null, port: null },
  mistake:
    'smtp.SendMail cannot speak to port 465: it waits for a greeting; without TLS PlainAuth stops with "unencrypted connection"',
  templates: {
    'implicit-tls': `conn, err := tls.Dial("tcp", "{host}:{port}", &tls.Config{ServerName: "{host}"})
if err != nil {
	return err
}
client, err := smtp.NewClient(conn, "{host}")
if err != nil {
	return err
}
if err := client.Auth(smtp.PlainAuth("", "{user}", os.Getenv("SMTP_PASSWORD"), "{host}")); err != nil {
	return err
}
`,
    starttls: `client, err := smtp.Dial("{host}:{port}")
if err != nil {
	return err
}
if err := client.StartTLS(&tls.Config{ServerName: "{host}"}); err != nil {
	return err
}
if err := client.Auth(smtp.PlainAuth("", "{user}", os.Getenv("SMTP_PASSWORD"), "{host}")); err != nil {
	return err
}
`,
    cleartext: `client, err := smtp.Dial("{host}:{port}")
if err != nil {
	return err
}
`,
  },
  where: 'where your program sends; then client.Mail, Rcpt, Data and Quit',
  source: 'pkg.go.dev/net/smtp; golang/go src/net/smtp/smtp.go, auth.go',
  confidence: 'high',
};

/** gomail v2 (smtp.go): TLS at once on 465, elsewhere STARTTLS where it is offered; it cannot be required. */
const GOMAIL: Client = {
  ...common,
  id: 'gomail',
  name: 'gomail v2',
  aliases: ['gomail-v2'],
  keys: {
    host: ['NewDialer().0', 'NewPlainDialer().0', 'Dialer.Host'],
    port: ['NewDialer().1', 'NewPlainDialer().1', 'Dialer.Port'],
    user: ['NewDialer().2', 'NewPlainDialer().2', 'Dialer.Username'],
    password: ['NewDialer().3', 'NewPlainDialer().3', 'Dialer.Password'],
    ehlo: ['LocalName'],
  },
  modes: [
    { when: { SSL: ['true'] }, mode: 'implicit-tls' },
    { when: { SSL: 'absent' }, port: [465], mode: 'implicit-tls' },
    { when: {}, mode: 'starttls', optional: true },
  ],
  signs: [/\bgomail\b/],
  switches: GO_SMTP.switches,
  labels: { 'implicit-tls': 'dialer.SSL = true', starttls: 'dialer.SSL = false', cleartext: null },
  defaults: { host: null, port: null },
  mistake:
    'SSL = true with 587 gives "first record does not look like a TLS handshake"; it says EHLO localhost unless LocalName is set',
  templates: {
    'implicit-tls': `dialer := gomail.NewDialer("{host}", {port}, "{user}", os.Getenv("SMTP_PASSWORD"))
dialer.SSL = true
dialer.LocalName = "{domain}"
`,
    starttls: `dialer := gomail.NewDialer("{host}", {port}, "{user}", os.Getenv("SMTP_PASSWORD"))
dialer.SSL = false
dialer.LocalName = "{domain}"
`,
    cleartext: null,
  },
  where: 'where your program makes its dialer',
  source: 'go-gomail/gomail smtp.go; grafana/grafana#8071',
  confidence: 'high',
};

/** go-mail (wneessen/go-mail, client.go): STARTTLS is required unless a policy says otherwise. */
const GO_MAIL: Client = {
  ...common,
  id: 'go-mail',
  name: 'go-mail',
  aliases: ['wneessen-go-mail'],
  keys: {
    host: ['NewClient().0'],
    port: ['WithPort().0'],
    user: ['WithUsername().0'],
    password: ['WithPassword().0'],
    ehlo: ['WithHELO().0'],
  },
  modes: [
    { when: { 'WithSSL()': 'any' }, mode: 'implicit-tls' },
    { when: { 'WithSSLPort()': 'any' }, mode: 'implicit-tls' },
    ...(['WithTLSPolicy().0', 'WithTLSPortPolicy().0'] as const).flatMap((key) => [
      { when: { [key]: ['TLSMandatory'] }, mode: 'starttls' as const },
      { when: { [key]: ['NoTLS'] }, mode: 'cleartext' as const },
      {
        when: { [key]: ['TLSOpportunistic'] },
        mode: 'starttls' as const,
        optional: true as const,
      },
    ]),
    { when: {}, mode: 'starttls' },
  ],
  signs: [/\bwneessen\/go-mail\b/, /\bmail\.With(Port|TLSPolicy|TLSPortPolicy|SSLPort|SSL|SMTPAuth)\b/],
  switches: GO_SMTP.switches,
  labels: {
    'implicit-tls': 'mail.WithSSL()',
    starttls: 'mail.WithTLSPolicy(mail.TLSMandatory)',
    cleartext: 'mail.WithTLSPolicy(mail.NoTLS)',
  },
  defaults: { host: null, port: 25 },
  mistake: 'WithSSL() with port 587; without WithPort or WithSSLPort it connects to 25',
  templates: {
    'implicit-tls': `client, err := mail.NewClient("{host}",
	mail.WithPort({port}),
	mail.WithSSL(),
	mail.WithSMTPAuth(mail.SMTPAuthAutoDiscover),
	mail.WithUsername("{user}"),
	mail.WithPassword(os.Getenv("SMTP_PASSWORD")),
)
`,
    starttls: `client, err := mail.NewClient("{host}",
	mail.WithPort({port}),
	mail.WithTLSPolicy(mail.TLSMandatory),
	mail.WithSMTPAuth(mail.SMTPAuthAutoDiscover),
	mail.WithUsername("{user}"),
	mail.WithPassword(os.Getenv("SMTP_PASSWORD")),
)
`,
    cleartext: `client, err := mail.NewClient("{host}",
	mail.WithPort({port}),
	mail.WithTLSPolicy(mail.NoTLS),
)
`,
  },
  where: 'where your program makes its client',
  source: 'wneessen/go-mail client.go (WithTLSPolicy, WithSSL, DefaultTLSPolicy)',
  confidence: 'high',
};

/** The clients of Go, its standard library first. */
export const GO_CLIENTS: readonly Client[] = [GO_SMTP, GOMAIL, GO_MAIL];
