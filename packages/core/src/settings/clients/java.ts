import type { Client } from '../types.ts';

const common = { stringsAreTrue: false, gathered: '2026-11' } as const;

/** Jakarta Mail, once JavaMail; Angus Mail is its implementation. */
const JAKARTA_MAIL: Client = {
  ...common,
  id: 'jakarta-mail',
  name: 'Jakarta Mail',
  kind: 'library',
  aliases: ['java', 'javamail', 'java-mail', 'angus-mail'],
  syntax: 'java',
  keys: {
    host: ['mail.smtp.host', 'mail.smtps.host', 'mail.host'],
    port: ['mail.smtp.port', 'mail.smtps.port'],
    user: ['PasswordAuthentication().0', 'mail.smtp.user', 'mail.smtps.user', 'mail.user'],
    password: ['PasswordAuthentication().1', 'mail.smtp.password', 'mail.smtps.password'],
    from: ['mail.smtp.from', 'mail.from'],
    ehlo: ['mail.smtp.localhost', 'mail.smtps.localhost'],
  },
  modes: [
    // Inside of TLS a required STARTTLS counts as done (SMTPTransport.protocolConnect): both at once is no conflict
    { when: { 'mail.smtp.ssl.enable': ['true'] }, mode: 'implicit-tls' },
    { when: { 'mail.transport.protocol': ['smtps'] }, mode: 'implicit-tls' },
    { when: { 'mail.smtps.host': 'any' }, mode: 'implicit-tls' },
    { when: { 'mail.smtp.socketFactory.class': ['javax.net.ssl.SSLSocketFactory'] }, mode: 'implicit-tls' },
    { when: { 'mail.smtp.starttls.required': ['true'] }, mode: 'starttls' },
    { when: { 'mail.smtp.starttls.enable': ['true'] }, mode: 'starttls', optional: true },
    { when: {}, mode: 'cleartext' },
  ],
  signs: [/\b(jakarta|javax)\.mail\b/, /"mail\.smtps?\.(host|port|auth|starttls)/],
  switches: [
    {
      key: 'mail.smtp.ssl.trust',
      values: ['*'],
      code: 'settings-verification-off',
      instead: null,
      why: 'Jakarta Mail then trusts every certificate of every host',
    },
    {
      key: 'mail.smtp.ssl.checkserveridentity',
      values: ['false'],
      code: 'settings-verification-off',
      instead: null,
      why: 'Jakarta Mail then takes a certificate of any other host',
    },
  ],
  labels: {
    'implicit-tls': 'mail.smtp.ssl.enable=true',
    starttls: 'mail.smtp.starttls.enable=true, mail.smtp.starttls.required=true',
    cleartext: 'neither of them',
  },
  defaults: { host: 'localhost', port: 25 },
  mistake:
    'ssl.enable with 587 gives "Unsupported or unrecognized SSL message"; keys of mail.smtps.* are not read by the protocol smtp',
  templates: {
    'implicit-tls': `Properties props = new Properties();
props.put("mail.smtp.host", "{host}");
props.put("mail.smtp.port", "{port}");
props.put("mail.smtp.ssl.enable", "true");
props.put("mail.smtp.ssl.checkserveridentity", "true");
props.put("mail.smtp.auth", "true");
Session session = Session.getInstance(props, new Authenticator() {
    @Override
    protected PasswordAuthentication getPasswordAuthentication() {
        return new PasswordAuthentication("{user}", System.getenv("SMTP_PASSWORD"));
    }
});
`,
    starttls: `Properties props = new Properties();
props.put("mail.smtp.host", "{host}");
props.put("mail.smtp.port", "{port}");
props.put("mail.smtp.starttls.enable", "true");
props.put("mail.smtp.starttls.required", "true");
props.put("mail.smtp.ssl.checkserveridentity", "true");
props.put("mail.smtp.auth", "true");
Session session = Session.getInstance(props, new Authenticator() {
    @Override
    protected PasswordAuthentication getPasswordAuthentication() {
        return new PasswordAuthentication("{user}", System.getenv("SMTP_PASSWORD"));
    }
});
`,
    cleartext: `Properties props = new Properties();
props.put("mail.smtp.host", "{host}");
props.put("mail.smtp.port", "{port}");
Session session = Session.getInstance(props);
`,
  },
  where: 'where your program makes its session',
  source: 'eclipse-ee4j/angus-mail SMTPTransport.java, SocketFetcher.java; jakartaee/mail-api#429',
  confidence: 'high',
};

const MAIL = 'spring.mail.properties.mail.smtp';

/** Spring Boot, over Jakarta Mail: its own properties for the server, the library's below spring.mail.properties. */
const SPRING: Client = {
  ...common,
  id: 'spring',
  name: 'Spring Boot',
  kind: 'framework',
  aliases: ['spring-boot', 'spring-mail'],
  syntax: 'properties',
  keys: {
    host: ['spring.mail.host'],
    port: ['spring.mail.port'],
    user: ['spring.mail.username'],
    password: ['spring.mail.password'],
    from: [`${MAIL}.from`],
    ehlo: [`${MAIL}.localhost`],
  },
  modes: [
    { when: { [`${MAIL}.ssl.enable`]: ['true'] }, mode: 'implicit-tls' },
    { when: { 'spring.mail.ssl.enabled': ['true'] }, mode: 'implicit-tls' },
    { when: { 'spring.mail.protocol': ['smtps'] }, mode: 'implicit-tls' },
    { when: { [`${MAIL}.socketFactory.class`]: ['javax.net.ssl.SSLSocketFactory'] }, mode: 'implicit-tls' },
    { when: { [`${MAIL}.starttls.required`]: ['true'] }, mode: 'starttls' },
    { when: { [`${MAIL}.starttls.enable`]: ['true'] }, mode: 'starttls', optional: true },
    { when: {}, mode: 'cleartext' },
  ],
  signs: [/\bspring\.mail\b/, /^spring:\s[\s\S]{0,2000}?^ +mail:/m],
  switches: [
    ...JAKARTA_MAIL.switches,
    ...['auth', 'starttls.enable', 'starttls.required', 'ssl.enable'].map((name) => ({
      key: `spring.mail.smtp.${name}`,
      values: 'any' as const,
      code: 'settings-without-effect' as const,
      instead: null,
      why: `Spring Boot reads it below spring.mail.properties: ${MAIL}.${name}`,
    })),
  ],
  labels: {
    'implicit-tls': `${MAIL}.ssl.enable=true`,
    starttls: `${MAIL}.starttls.enable=true, ${MAIL}.starttls.required=true`,
    cleartext: 'neither of them',
  },
  defaults: { host: null, port: 25 },
  mistake: 'spring.mail.smtp.starttls.enable is read by nobody: it stands below spring.mail.properties',
  templates: {
    'implicit-tls': `spring.mail.host={host}
spring.mail.port={port}
spring.mail.username={user}
spring.mail.password=\${SMTP_PASSWORD}
${MAIL}.auth=true
${MAIL}.ssl.enable=true
${MAIL}.ssl.checkserveridentity=true
`,
    starttls: `spring.mail.host={host}
spring.mail.port={port}
spring.mail.username={user}
spring.mail.password=\${SMTP_PASSWORD}
${MAIL}.auth=true
${MAIL}.starttls.enable=true
${MAIL}.starttls.required=true
${MAIL}.ssl.checkserveridentity=true
`,
    cleartext: `spring.mail.host={host}
spring.mail.port={port}
`,
  },
  where: 'application.properties',
  source: 'docs.spring.io application-properties (Mail properties); eclipse-ee4j/angus-mail',
  confidence: 'high',
};

/** The clients of Java. */
export const JAVA_CLIENTS: readonly Client[] = [JAKARTA_MAIL, SPRING];
