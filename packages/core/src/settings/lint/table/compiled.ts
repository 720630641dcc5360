import { bad, good, type LintRow } from './row.ts';

/** Settings in Java, C#, Go and the shell of Windows. */
export const COMPILED: readonly LintRow[] = [
  good(
    'dotnet',
    'EnableSsl on 587',
    `using var client = new SmtpClient("smtp.office365.com", 587)
{
    EnableSsl = true,
    Credentials = new NetworkCredential("ann@example.com", password),
};`,
  ),
  bad(
    'dotnet',
    '465, which it cannot do',
    `var client = new SmtpClient("smtp.gmail.com", 465);
client.EnableSsl = true;
client.Credentials = new NetworkCredential("ann@gmail.com", "s3cret-one");`,
    'settings-mode-mismatch@1',
  ),
  bad(
    'dotnet',
    'no encryption and a login',
    `var client = new SmtpClient("smtp.example.com", 587);
client.Credentials = new NetworkCredential("ann", "s3cret-one");`,
    'settings-cleartext-login',
  ),
  bad(
    'dotnet',
    'no port, so 25',
    `var client = new SmtpClient("smtp.example.com");
client.EnableSsl = true;
client.Credentials = new NetworkCredential("ann", "s3cret-one");`,
    'submission-on-relay-port',
  ),
  good(
    'mailkit',
    'StartTls on 587',
    `await client.ConnectAsync("smtp.example.com", 587, SecureSocketOptions.StartTls);
await client.AuthenticateAsync("ann", "s3cret-one");`,
  ),
  good(
    'mailkit',
    'two arguments',
    `using MailKit.Net.Smtp;
client.Connect("smtp.gmail.com", 465);
client.Authenticate("ann@gmail.com", password);`,
  ),
  bad(
    'mailkit',
    'SslOnConnect on 587',
    'await client.ConnectAsync("smtp.example.com", 587, SecureSocketOptions.SslOnConnect);',
    'settings-mode-mismatch@1',
  ),
  bad(
    'mailkit',
    'true on 587',
    `client.Connect("smtp.example.com", 587, true);
client.Authenticate("ann", "s3cret-one");`,
    'settings-mode-mismatch@1',
  ),
  bad(
    'mailkit',
    'StartTls on 465',
    'client.Connect("smtp.example.com", 465, SecureSocketOptions.StartTls);',
    'settings-mode-mismatch@1',
  ),
  good(
    'powershell',
    '-UseSsl on 587',
    'Send-MailMessage -SmtpServer smtp.example.com -Port 587 -UseSsl -Credential $cred -From a@example.com -To b@example.com -Subject Test',
  ),
  bad(
    'powershell',
    '-UseSsl on 465',
    'Send-MailMessage -SmtpServer smtp.example.com -Port 465 -UseSsl -Credential $cred -From a@example.com -To b@example.com -Subject Test',
    'settings-mode-mismatch@1',
  ),
  good(
    'go-smtp',
    'SendMail on 587',
    `auth := smtp.PlainAuth("", "ann", password, "smtp.example.com")
err := smtp.SendMail("smtp.example.com:587", auth, "ann@example.com", to, msg)`,
  ),
  bad(
    'go-smtp',
    'SendMail on 465',
    `auth := smtp.PlainAuth("", "ann", password, "smtp.example.com")
err := smtp.SendMail("smtp.example.com:465", auth, "ann@example.com", to, msg)`,
    'settings-mode-mismatch@2',
  ),
  bad(
    'go-smtp',
    'certificates unchecked',
    'conn, err := tls.Dial("tcp", "smtp.example.com:465", &tls.Config{InsecureSkipVerify: true})',
    'settings-verification-off@1',
  ),
  good(
    'gomail',
    '587',
    `dialer := gomail.NewDialer("smtp.example.com", 587, "ann", "s3cret-one")
dialer.LocalName = "app.example.com"`,
  ),
  bad(
    'gomail',
    'SSL on 587',
    `dialer := gomail.NewDialer("smtp.example.com", 587, "ann", "s3cret-one")
dialer.SSL = true`,
    'settings-mode-mismatch@2',
  ),
  good(
    'go-mail',
    'TLSMandatory on 587',
    `client, err := mail.NewClient("smtp.example.com",
	mail.WithPort(587),
	mail.WithTLSPolicy(mail.TLSMandatory),
	mail.WithUsername("ann"),
	mail.WithPassword(os.Getenv("SMTP_PASSWORD")),
)`,
  ),
  bad(
    'go-mail',
    'WithSSL on 587',
    `client, err := mail.NewClient("smtp.example.com",
	mail.WithPort(587),
	mail.WithSSL(),
)`,
    'settings-mode-mismatch@2',
  ),
  bad(
    'go-mail',
    'no port, so 25',
    `client, err := mail.NewClient("smtp.example.com",
	mail.WithUsername("ann"),
	mail.WithPassword(os.Getenv("SMTP_PASSWORD")),
)`,
    'submission-on-relay-port',
  ),
  good(
    'jakarta-mail',
    'STARTTLS',
    `props.put("mail.smtp.auth", "true");
props.put("mail.smtp.starttls.enable", "true");
props.put("mail.smtp.starttls.required", "true");
props.put("mail.smtp.host", "smtp.example.com");
props.put("mail.smtp.port", "587");`,
  ),
  bad(
    'jakarta-mail',
    'ssl.enable on 587',
    `props.put("mail.smtp.host", "smtp.example.com");
props.put("mail.smtp.port", "587");
props.put("mail.smtp.ssl.enable", "true");`,
    'settings-mode-mismatch@2',
  ),
  bad(
    'jakarta-mail',
    'STARTTLS on 465',
    `props.put("mail.smtp.host", "smtp.gmail.com");
props.put("mail.smtp.port", "465");
props.put("mail.smtp.starttls.enable", "true");`,
    'settings-mode-mismatch@2',
  ),
  bad(
    'jakarta-mail',
    'every host trusted, and an old version',
    `props.put("mail.smtp.host", "smtp.example.com");
props.put("mail.smtp.port", "587");
props.put("mail.smtp.starttls.enable", "true");
props.put("mail.smtp.ssl.trust", "*");
props.put("mail.smtp.ssl.protocols", "TLSv1");`,
    'settings-verification-off@4',
    'settings-tls-outdated@5',
  ),
  good(
    'jakarta-mail',
    'TLS 1.2 by name',
    `props.put("mail.smtp.host", "smtp.example.com");
props.put("mail.smtp.port", "587");
props.put("mail.smtp.starttls.enable", "true");
props.put("mail.smtp.ssl.protocols", "TLSv1.2");`,
  ),
  good(
    'spring',
    'STARTTLS',
    `spring.mail.host=smtp.example.com
spring.mail.port=587
spring.mail.username=ann
spring.mail.password=\${SMTP_PASSWORD}
spring.mail.properties.mail.smtp.auth=true
spring.mail.properties.mail.smtp.starttls.enable=true
spring.mail.properties.mail.smtp.starttls.required=true`,
  ),
  bad(
    'spring',
    'a key that nobody reads',
    `spring.mail.host=smtp.example.com
spring.mail.port=587
spring.mail.username=ann
spring.mail.password=s3cret-one
spring.mail.smtp.starttls.enable=true`,
    'settings-without-effect@5',
    'settings-cleartext-login',
  ),
  bad(
    'spring',
    'STARTTLS on 465',
    `spring.mail.host=smtp.example.com
spring.mail.port=465
spring.mail.properties.mail.smtp.starttls.enable=true`,
    'settings-mode-mismatch@2',
  ),
];
