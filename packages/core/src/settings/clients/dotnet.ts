import type { Client, Saying } from '../types.ts';

const common = { kind: 'library', syntax: 'csharp', stringsAreTrue: false, gathered: '2026-11' } as const;

/** System.Net.Mail: EnableSsl is STARTTLS, and it is required then; TLS from the first byte is not there. */
const DOTNET: Client = {
  ...common,
  id: 'dotnet',
  name: '.NET SmtpClient',
  aliases: ['csharp', 'system-net-mail'],
  keys: {
    // Behind those of the class itself what programs mostly call them in appsettings.json
    host: ['SmtpClient().0', 'SmtpClient().host', 'Host', 'SmtpHost', 'SmtpServer', 'MailServer', 'Server'],
    port: ['SmtpClient().1', 'SmtpClient().port', 'Port', 'SmtpPort'],
    user: ['NetworkCredential().0', 'UserName', 'User', 'SmtpUser', 'SmtpUsername'],
    password: ['NetworkCredential().1', 'Password', 'SmtpPassword', 'Pass'],
    from: ['MailMessage().0', 'From', 'FromAddress', 'FromEmail', 'SenderEmail'],
  },
  modes: [
    { when: { EnableSsl: ['true'] }, mode: 'starttls' },
    { when: {}, mode: 'cleartext' },
  ],
  signs: [/\bSystem\.Net\.Mail\b/, /\bEnableSsl\b/],
  switches: [],
  labels: { 'implicit-tls': null, starttls: 'EnableSsl = true', cleartext: 'EnableSsl = false' },
  defaults: { host: null, port: 25 },
  mistake: 'port 465 never works: EnableSsl means STARTTLS, and the client waits for a greeting that does not come',
  templates: {
    'implicit-tls': null,
    starttls: `using System.Net;
using System.Net.Mail;

using var client = new SmtpClient("{host}", {port})
{
    EnableSsl = true,
    Credentials = new NetworkCredential("{user}", Environment.GetEnvironmentVariable("SMTP_PASSWORD")),
};
`,
    cleartext: `using System.Net.Mail;

using var client = new SmtpClient("{host}", {port})
{
    EnableSsl = false,
};
`,
  },
  where: 'where your program sends',
  source: 'learn.microsoft.com System.Net.Mail.SmtpClient.EnableSsl; dotnet/runtime System.Net.Mail/SmtpConnection.cs',
  confidence: 'high',
};

/** What MailKit does, by its option: with two arguments it is Auto, and a bool means implicit TLS or STARTTLS where offered. */
function mailkitModes(call: 'Connect()' | 'ConnectAsync()'): readonly Saying[] {
  const key = `${call}.2`;
  return [
    { when: { [key]: ['SslOnConnect', 'true'] }, mode: 'implicit-tls' },
    { when: { [key]: ['StartTls'] }, mode: 'starttls' },
    { when: { [key]: ['None'] }, mode: 'cleartext' },
    { when: { [key]: ['StartTlsWhenAvailable', 'false'] }, mode: 'starttls', optional: true },
    { when: { [call]: 'any' }, port: [465], mode: 'implicit-tls' },
    { when: { [call]: 'any' }, mode: 'starttls', optional: true },
  ];
}

/** MailKit (MailKit/MailService.cs, Security/SecureSocketOptions.cs). */
const MAILKIT: Client = {
  ...common,
  id: 'mailkit',
  name: 'MailKit',
  aliases: ['mimekit'],
  keys: {
    host: ['ConnectAsync().0', 'Connect().0'],
    port: ['ConnectAsync().1', 'Connect().1'],
    user: ['AuthenticateAsync().0', 'Authenticate().0'],
    password: ['AuthenticateAsync().1', 'Authenticate().1'],
    ehlo: ['LocalDomain'],
  },
  modes: [...mailkitModes('ConnectAsync()'), ...mailkitModes('Connect()')],
  signs: [/\bMailKit\b/, /\bSecureSocketOptions\b/, /\.Authenticate(Async)? ?\(/],
  switches: [],
  labels: {
    'implicit-tls': 'SecureSocketOptions.SslOnConnect',
    starttls: 'SecureSocketOptions.StartTls',
    cleartext: 'SecureSocketOptions.None',
  },
  defaults: { host: null, port: null },
  mistake:
    'the third argument true means implicit TLS, and fails on 587; false still upgrades where STARTTLS is offered',
  templates: {
    'implicit-tls': `using MailKit.Net.Smtp;
using MailKit.Security;

using var client = new SmtpClient();
await client.ConnectAsync("{host}", {port}, SecureSocketOptions.SslOnConnect);
await client.AuthenticateAsync("{user}", Environment.GetEnvironmentVariable("SMTP_PASSWORD"));
`,
    starttls: `using MailKit.Net.Smtp;
using MailKit.Security;

using var client = new SmtpClient();
await client.ConnectAsync("{host}", {port}, SecureSocketOptions.StartTls);
await client.AuthenticateAsync("{user}", Environment.GetEnvironmentVariable("SMTP_PASSWORD"));
`,
    cleartext: `using MailKit.Net.Smtp;
using MailKit.Security;

using var client = new SmtpClient();
await client.ConnectAsync("{host}", {port}, SecureSocketOptions.None);
`,
  },
  where: 'where your program sends; then SendAsync and DisconnectAsync',
  source: 'jstedfast/MailKit MailKit/MailService.cs (Connect overloads), SecureSocketOptions.cs',
  confidence: 'high',
};

/** Send-MailMessage of PowerShell, over System.Net.Mail: no implicit TLS there either. */
const POWERSHELL: Client = {
  ...common,
  id: 'powershell',
  name: 'PowerShell Send-MailMessage',
  kind: 'tool',
  aliases: ['send-mailmessage', 'pwsh'],
  syntax: 'flags',
  keys: { host: ['-SmtpServer'], port: ['-Port'], from: ['-From'] },
  modes: [
    { when: { '-UseSsl': 'any' }, mode: 'starttls' },
    { when: {}, mode: 'cleartext' },
  ],
  signs: [/\bSend-MailMessage\b/i],
  switches: [],
  labels: { 'implicit-tls': null, starttls: '-UseSsl', cleartext: 'no -UseSsl' },
  defaults: { host: null, port: 25 },
  mistake: '-UseSsl means STARTTLS: with -Port 465 it hangs; without -Port it takes 25',
  templates: {
    'implicit-tls': null,
    starttls: `Send-MailMessage -SmtpServer '{host}' -Port {port} -UseSsl -Credential (Get-Credential '{user}') -From '{from}' -To '{from}' -Subject 'Test' -Body 'Test'
`,
    cleartext: `Send-MailMessage -SmtpServer '{host}' -Port {port} -From '{from}' -To '{from}' -Subject 'Test' -Body 'Test'
`,
  },
  where: 'a PowerShell prompt; it asks for the password',
  source: 'learn.microsoft.com Microsoft.PowerShell.Utility/Send-MailMessage',
  confidence: 'medium',
};

/** The clients of .NET. */
export const DOTNET_CLIENTS: readonly Client[] = [DOTNET, MAILKIT, POWERSHELL];
