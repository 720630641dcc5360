import { describe, expect, it } from 'vitest';
import type { Code } from '../catalogue/causes.ts';
import { type ErrorContext, explainError } from './index.ts';

type Line = readonly [text: string, code: Code | null, context?: ErrorContext];

const ON_465: ErrorContext = { port: 465, mode: 'starttls' };
const SECURE_587: ErrorContext = { port: 587, mode: 'implicit-tls' };

/** Lines as programs print them, with the cause that must come first. */
const LINES: Readonly<Record<string, readonly Line[]>> = {
  'what outsiders brought': [
    ['transient error (421): 4.7.0 Try again later', 'greeting-busy'],
    ['permanent error (535): 5.7.8 Error: authentication failed', 'auth-credentials-rejected'],
    ['curl: (55) MAIL failed: 530', 'submission-requires-auth'],
    ['curl: (64) STARTTLS denied, code 454', 'starttls-refused'],
    ['msmtp: cannot find a usable authentication method', 'auth-mechanism-unsupported'],
    ['warning: smtp.example.com[192.0.2.1]:25 offered null AUTH mechanism list', 'auth-mechanism-unsupported'],
    ['ArgumentError: SMTP-AUTH requested but missing user name', 'submission-requires-auth'],
    ['<** Timeout (30 secs) waiting for server response', 'starttls-on-implicit-tls-port', ON_465],
    ['javax.net.ssl.SSLException: Unable to parse TLS packet header', 'implicit-tls-on-starttls-port', { port: 587 }],
    ['The certificate for this server is invalid.', 'tls-certificate-untrusted'],
    [
      'plain authenticator failed H=smtp.example.com [192.0.2.1] 535 Incorrect authentication data',
      'auth-credentials-rejected',
    ],
    ['CLIENT wrappermode (port smtps/465) is unimplemented', 'starttls-on-implicit-tls-port'],
    ['SSL_connect error to smtp.example.com[192.0.2.1]:465: lost connection', 'tls-handshake-closed'],
    [
      '0x800CCC1A: Your server does not support the connection encryption type you have specified.',
      'implicit-tls-on-starttls-port',
      { port: 587 },
    ],
    [
      '0x800CCC1A: Your server does not support the connection encryption type you have specified.',
      'starttls-on-implicit-tls-port',
      { port: 465 },
    ],
    ['501 5.5.4 Invalid domain name', 'ehlo-rejected'],
    [
      'SMTP Error: data not accepted.SMTP server error: DATA END command failed Detail: Message rejected as spam SMTP code: 550 Additional SMTP info: 5.7.1',
      'content-rejected',
    ],
    ['ssmtp: Cannot open smtp.example.com:587', 'port-unreachable'],
    ['error:0A000458:SSL routines::tlsv1 unrecognized name', 'tls-certificate-name-mismatch'],
    ['HTTP 535 of 600 (535): items', null],
  ],
  'implicit TLS on a STARTTLS port': [
    [
      'Error: 140735195566016:error:1408F10B:SSL routines:ssl3_get_record:wrong version number:../deps/openssl/openssl/ssl/record/ssl3_record.c:332:',
      'implicit-tls-on-starttls-port',
    ],
    [
      'Error: 139639:error:140770FC:SSL routines:SSL23_GET_SERVER_HELLO:unknown protocol:s23_clnt.c:794:',
      'implicit-tls-on-starttls-port',
    ],
    [
      'C0E7C0A9257F0000:error:0A00010B:SSL routines:tls_validate_record_header:wrong version number:ssl/record/methods/tlsany_meth.c:84:',
      'implicit-tls-on-starttls-port',
    ],
    ['ssl.SSLError: [SSL: WRONG_VERSION_NUMBER] wrong version number (_ssl.c:1129)', 'implicit-tls-on-starttls-port'],
    ['tls: first record does not look like a TLS handshake', 'implicit-tls-on-starttls-port'],
    [
      'javax.mail.MessagingException: Could not connect to SMTP host: smtp.office365.com, port: 587;\n  nested exception is:\n\tjavax.net.ssl.SSLException: Unrecognized SSL message, plaintext connection?',
      'implicit-tls-on-starttls-port',
    ],
    ['Caused by: javax.net.ssl.SSLException: Unsupported or unrecognized SSL message', 'implicit-tls-on-starttls-port'],
    [
      'System.Security.Authentication.AuthenticationException: Cannot determine the frame size or a corrupted frame was received.',
      'implicit-tls-on-starttls-port',
    ],
    [
      'System.IO.IOException: The handshake failed due to an unexpected packet format.',
      'implicit-tls-on-starttls-port',
    ],
    [
      'MailKit.Security.SslHandshakeException: An error occurred while attempting to establish an SSL or TLS connection.\r\n\r\nWhen connecting to an SMTP service, port 587 is typically reserved for plain-text connections.',
      'implicit-tls-on-starttls-port',
    ],
    [
      'MailKit.Security.SslHandshakeException: An error occurred while attempting to establish an SSL or TLS connection.',
      'implicit-tls-on-starttls-port',
      SECURE_587,
    ],
    ['msmtp: TLS handshake failed: An unexpected TLS packet was received.', 'implicit-tls-on-starttls-port'],
    ['(gnutls_handshake): A TLS packet with unexpected length was received.', 'implicit-tls-on-starttls-port'],
    [
      'curl: (35) schannel: next InitializeSecurityContext failed: SEC_E_INVALID_TOKEN (0x80090308) - The token supplied to the function is invalid',
      'implicit-tls-on-starttls-port',
    ],
    [
      'OpenSSL::SSL::SSLError: SSL_connect returned=1 errno=0 state=error: wrong version number',
      'implicit-tls-on-starttls-port',
    ],
    ['SSL_ERROR_RX_RECORD_TOO_LONG', 'implicit-tls-on-starttls-port'],
    ['Connection error: received corrupt message of type InvalidContentType', 'implicit-tls-on-starttls-port'],
    [
      '*** TLS startup failed (connect(): error:0A0000C6:SSL routines::packet length too long)',
      'implicit-tls-on-starttls-port',
    ],
    ['wrong version number', 'implicit-tls-on-starttls-port', SECURE_587],
    ['wrong version number', 'server-mode-unexpected', { port: 465, mode: 'implicit-tls' }],
  ],
  'cleartext on an implicit-TLS port': [
    [
      "Error: Greeting never received\n    at SMTPConnection._formatError (/app/node_modules/nodemailer/lib/smtp-connection/index.js:809:19)\n  code: 'ETIMEDOUT',\n  command: 'CONN'",
      'starttls-on-implicit-tls-port',
      { port: 465, mode: 'starttls' },
    ],
    ['Greeting never received', 'starttls-on-implicit-tls-port', { port: 465, mode: 'cleartext' }],
    ['Greeting never received', 'starttls-on-implicit-tls-port'],
    [
      'javax.mail.MessagingException: Could not connect to SMTP host: smtp.example.com, port: 465, response: -1',
      'starttls-on-implicit-tls-port',
    ],
    [
      'SMTPServerDisconnected: Connection unexpectedly closed: timed out',
      'starttls-on-implicit-tls-port',
      { port: 465 },
    ],
    [
      'postfix/smtp[1234]: SMTPS wrappermode (TCP port 465) requires setting "smtp_tls_wrappermode = yes", and "smtp_tls_security_level = encrypt" (or stronger)',
      'starttls-on-implicit-tls-port',
    ],
    ['System.Net.Mail.SmtpException: The operation has timed out.', 'starttls-on-implicit-tls-port', ON_465],
    [
      'Swift_TransportException: Expected response code 220 but got code "", with message ""',
      'starttls-on-implicit-tls-port',
      { port: 465 },
    ],
    ['msmtp: the server sent an empty reply', 'starttls-on-implicit-tls-port', { port: 465 }],
    [
      'lost connection with smtp.example.com[192.0.2.1]:465 while receiving the initial server greeting',
      'starttls-on-implicit-tls-port',
    ],
    ['Error: read ECONNRESET', 'starttls-on-implicit-tls-port', ON_465],
    ['java.net.SocketTimeoutException: Read timed out', 'starttls-on-implicit-tls-port', ON_465],
    [
      'could not send email: read tcp 10.0.0.2:51442->192.0.2.7:465: i/o timeout',
      'starttls-on-implicit-tls-port',
      { port: 465 },
    ],
  ],
  'no greeting': [
    ['Greeting never received', 'greeting-missing', { port: 587, mode: 'starttls' }],
    ['Greeting never received', 'greeting-missing', { port: 465, mode: 'implicit-tls' }],
    [
      'conversation with mail.example.com[192.0.2.1]:587 timed out while receiving the initial server greeting',
      'greeting-missing',
    ],
    ['Net::ReadTimeout with #<TCPSocket:(closed)>', 'greeting-missing', { port: 587 }],
    ['Connection to "smtp.example.com:587" timed out.', 'greeting-missing'],
  ],
  'no connection': [
    ['Error: connect ETIMEDOUT 142.250.27.108:587', 'port-unreachable'],
    ["Error: Connection timeout\n  code: 'ETIMEDOUT',\n  command: 'CONN'", 'port-unreachable'],
    ['TimeoutError: [Errno 110] Connection timed out', 'port-unreachable'],
    [
      'TimeoutError: [WinError 10060] A connection attempt failed because the connected party did not properly respond after a period of time',
      'port-unreachable',
    ],
    ['Winsock Error 10060', 'port-unreachable'],
    ['dial tcp 74.125.206.108:587: i/o timeout', 'port-unreachable'],
    ['dial tcp 74.125.206.108:465: connect: connection timed out', 'port-unreachable'],
    [
      "com.sun.mail.util.MailConnectException: Couldn't connect to host, port: smtp.gmail.com, 587; timeout 5000;\n  nested exception is: java.net.SocketTimeoutException: connect timed out",
      'port-unreachable',
    ],
    ['Net::OpenTimeout: execution expired', 'port-unreachable'],
    [
      'SMTP ERROR: Failed to connect to server: Connection timed out (110)\nSMTP connect() failed. https://github.com/PHPMailer/PHPMailer/wiki/Troubleshooting',
      'port-unreachable',
    ],
    ['Connection could not be established with host smtp.gmail.com [Connection timed out #110]', 'port-unreachable'],
    [
      'curl: (28) Failed to connect to smtp.example.com port 587 after 134719 ms: Connection timed out',
      'port-unreachable',
    ],
    ['connect to smtp.example.com[192.0.2.1]:25: Connection timed out', 'port-unreachable'],
    ['msmtp: cannot connect to smtp.example.com, port 587: Connection timed out', 'port-unreachable'],
    [
      'AggregateError [ETIMEDOUT]:\n    at internalConnectMultiple (node:net:1118:18)',
      'port-unreachable',
      { port: 587 },
    ],
    ['Error: connect ECONNREFUSED 127.0.0.1:587', 'connect-refused'],
    ['Error: connect ECONNREFUSED ::1:25', 'connect-refused'],
    ['ConnectionRefusedError: [Errno 111] Connection refused', 'connect-refused'],
    ['No connection could be made because the target machine actively refused it 192.0.2.1:25', 'connect-refused'],
    ['socket error 10061', 'connect-refused'],
    ['stream_socket_client(): Unable to connect to ssl://mail.example.com:465 (Connection refused)', 'connect-refused'],
    [
      'Failed to open TCP connection to localhost:25 (Connection refused - connect(2) for "localhost" port 25)',
      'connect-refused',
    ],
    ['dial tcp [::1]:587: connect: connection refused', 'connect-refused'],
    ['Error: connect ENETUNREACH 2a00:1450:4025:c03::6c:587 - Local (:::0)', 'network-unreachable'],
    ['OSError: [Errno 101] Network is unreachable', 'network-unreachable'],
    [
      'stream_socket_client(): Unable to connect to smtp.example.com:587 (Cannot assign requested address)',
      'network-unreachable',
    ],
    ['OSError: [Errno 113] No route to host', 'host-unreachable'],
    ['connect EACCES 192.0.2.1:25', 'connect-prohibited'],
    [
      'An attempt was made to access a socket in a way forbidden by its access permissions 192.0.2.1:25',
      'connect-prohibited',
    ],
    ['fsockopen(): unable to connect to ssl://smtp.gmail.com:465 (Permission denied)', 'connect-prohibited'],
    ['Error: read ECONNRESET', 'connection-reset'],
    ['ConnectionResetError: [Errno 104] Connection reset by peer', 'connection-reset'],
    ['An existing connection was forcibly closed by the remote host', 'connection-reset'],
    ['smtplib.SMTPServerDisconnected: Connection unexpectedly closed', 'connection-dropped', { port: 587 }],
    [
      'MailKit.Net.Smtp.SmtpProtocolException: The SMTP server has unexpectedly disconnected.',
      'connection-dropped',
      { port: 587 },
    ],
    ['gomail: could not send email 1: EOF', 'connection-dropped', { port: 587 }],
    ['EOFError: end of file reached', 'connection-dropped', { port: 587 }],
    [
      'Unable to read data from the transport connection: net_io_connectionclosed.',
      'connection-dropped',
      { port: 587 },
    ],
    [
      'Your server has unexpectedly terminated the connection. Account: x, Port: 25, Secure(SSL): No, Error Number: 0x800CCC0F',
      'connection-dropped',
    ],
    ['The connection to the server has failed. Error Number: 0x800CCC0E', 'port-unreachable'],
    ['Error: connect EPROXY', 'proxy-failed'],
  ],
  names: [
    ['Error: getaddrinfo ENOTFOUND smtp.gmial.com', 'dns-name-not-found'],
    ['socket.gaierror: [Errno -2] Name or service not known', 'dns-name-not-found'],
    ['socket.gaierror: [Errno 11001] getaddrinfo failed', 'dns-name-not-found'],
    ['java.net.UnknownHostException: smtp.example.invalid', 'dns-name-not-found'],
    ['dial tcp: lookup smtp.example.invalid on 127.0.0.53:53: no such host', 'dns-name-not-found'],
    ['curl: (6) Could not resolve host: smtp.example.invalid', 'dns-name-not-found'],
    [
      'php_network_getaddresses: getaddrinfo for smtp.example.invalid failed: nodename nor servname provided, or not known',
      'dns-name-not-found',
    ],
    ["System.Net.WebException: The remote name could not be resolved: 'smtp.example.invalid'", 'dns-name-not-found'],
    [
      'Sending of the message failed. An error occurred while sending mail: Outgoing server (SMTP) smtp.example.invalid is unknown.',
      'dns-name-not-found',
    ],
    ['Error: getaddrinfo EAI_AGAIN smtp.example.com', 'dns-server-failure'],
    ['socket.gaierror: [Errno -3] Temporary failure in name resolution', 'dns-server-failure'],
    [
      'dial tcp: lookup smtp.example.com on 10.96.0.10:53: read udp 10.1.2.3:33->10.96.0.10:53: i/o timeout',
      'dns-server-failure',
    ],
    [
      'Host or domain name not found. Name service error for name=example.com type=A: Host not found, try again',
      'dns-server-failure',
    ],
    ['socket.gaierror: [Errno -5] No address associated with hostname', 'dns-no-address'],
    ['Error: queryA ENODATA example.com', 'dns-no-address'],
  ],
  'handshakes and certificates': [
    ['Client network socket disconnected before secure TLS connection was established', 'tls-handshake-closed'],
    ['ssl.SSLEOFError: EOF occurred in violation of protocol (_ssl.c:2396)', 'tls-handshake-closed'],
    ['error:0A000126:SSL routines::unexpected eof while reading', 'tls-handshake-closed'],
    ['javax.net.ssl.SSLHandshakeException: Remote host terminated the handshake', 'tls-handshake-closed'],
    ['net/http: TLS handshake timeout', 'tls-handshake-timeout'],
    [
      'error:0A00042E:SSL routines:ssl3_read_bytes:tlsv1 alert protocol version:SSL alert number 70',
      'tls-version-unsupported',
    ],
    [
      'javax.net.ssl.SSLHandshakeException: No appropriate protocol (protocol is disabled or cipher suites are inappropriate)',
      'tls-version-unsupported',
    ],
    ['tls: server selected unsupported protocol version 301', 'tls-version-unsupported'],
    [
      'error:0A000410:SSL routines:ssl3_read_bytes:ssl/tls alert handshake failure:SSL alert number 40',
      'tls-no-common-cipher',
    ],
    ['error:14094410:SSL routines:ssl3_read_bytes:sslv3 alert handshake failure', 'tls-no-common-cipher'],
    ['remote error: tls: handshake failure', 'tls-no-common-cipher'],
    ['error:0A000438:SSL routines:ssl3_read_bytes:tlsv1 alert internal error:SSL alert number 80', 'tls-server-fault'],
    [
      'error:0A00045C:SSL routines:ssl3_read_bytes:tlsv13 alert certificate required:SSL alert number 116',
      'tls-client-certificate-required',
    ],
    ['Error: certificate has expired', 'tls-certificate-expired'],
    [
      'x509: certificate has expired or is not yet valid: current time 2026-11-23T12:00:00Z is after 2026-11-01T00:00:00Z',
      'tls-certificate-expired',
    ],
    [
      'x509: certificate has expired or is not yet valid: current time 2026-11-23T12:00:00Z is before 2026-12-01T00:00:00Z',
      'tls-certificate-not-yet-valid',
    ],
    ['SSL certificate problem: certificate is not yet valid', 'tls-certificate-not-yet-valid'],
    ['ERR_SSL_SSLV3_ALERT_CERTIFICATE_REVOKED', 'tls-client-certificate-required'],
    ['Error: certificate revoked', 'tls-certificate-untrusted'],
    ['Error: self signed certificate', 'tls-certificate-self-signed'],
    [
      '[SSL: CERTIFICATE_VERIFY_FAILED] certificate verify failed: self-signed certificate (_ssl.c:1007)',
      'tls-certificate-self-signed',
    ],
    ['Error: self-signed certificate in certificate chain', 'tls-certificate-untrusted'],
    ['Error: unable to verify the first certificate', 'tls-certificate-chain-incomplete'],
    ['unable to get local issuer certificate', 'tls-certificate-untrusted'],
    ['x509: certificate signed by unknown authority', 'tls-certificate-untrusted'],
    [
      'PKIX path building failed: sun.security.provider.certpath.SunCertPathBuilderException: unable to find valid certification path to requested target',
      'tls-certificate-untrusted',
    ],
    [
      'The remote certificate is invalid according to the validation procedure: RemoteCertificateNameMismatch',
      'tls-certificate-name-mismatch',
    ],
    [
      "Hostname/IP does not match certificate's altnames: Host: mail.example.com. is not in the cert's altnames: DNS:*.hostgator.com, DNS:hostgator.com",
      'tls-certificate-name-mismatch',
    ],
    [
      'x509: certificate is valid for *.web-hosting.com, web-hosting.com, not mail.example.com',
      'tls-certificate-name-mismatch',
    ],
    [
      "stream_socket_enable_crypto(): Peer certificate CN=`*.hoster.example' did not match expected CN=`mail.example.com'",
      'tls-certificate-name-mismatch',
    ],
    ['TLS Negotiation failed, the certificate doesn’t match the host.', 'tls-certificate-name-mismatch'],
    ['x509: certificate relies on legacy Common Name field, use SANs instead', 'tls-certificate-no-san'],
    ['EE certificate key too weak', 'tls-certificate-weak'],
  ],
  'STARTTLS and login': [
    ['smtplib.SMTPNotSupportedError: STARTTLS extension not supported by server.', 'starttls-not-offered'],
    ['STARTTLS is required but host does not support STARTTLS', 'starttls-not-offered'],
    ['The SMTP server does not support the STARTTLS extension.', 'starttls-not-offered'],
    ['TLS is required, but was not offered by host mail.example.com[192.0.2.1]', 'starttls-not-offered'],
    ['smtplib.SMTPNotSupportedError: SMTP AUTH extension not supported by server.', 'auth-requires-tls'],
    [
      'smtplib.SMTPNotSupportedError: SMTP AUTH extension not supported by server.',
      'auth-not-offered',
      { port: 465, mode: 'implicit-tls' },
    ],
    ['unencrypted connection', 'auth-requires-tls'],
    [
      'SASL authentication failed; cannot authenticate to server smtp.example.com[192.0.2.1]: no mechanism available',
      'auth-mechanism-unsupported',
    ],
    ['Error: Missing credentials for "PLAIN"', 'submission-requires-auth'],
    ['SMTP Error: Could not authenticate.', 'auth-credentials-rejected'],
    ['curl: (67) Login denied', 'auth-credentials-rejected'],
  ],
  'replies, however they are wrapped': [
    [
      '535 5.7.139 Authentication unsuccessful, SmtpClientAuthentication is disabled for the Tenant. Visit https://aka.ms/smtp_auth_disabled',
      'auth-basic-disabled',
    ],
    [
      "smtplib.SMTPAuthenticationError: (535, b'5.7.8 Username and Password not accepted. Learn more at\\n5.7.8  https://support.google.com/mail/?p=BadCredentials')",
      'auth-credentials-rejected',
    ],
    [
      'Error: Invalid login: 534-5.7.9 Application-specific password required. For more information, go to\n534 5.7.9  https://support.google.com/mail/?p=InvalidSecondFactor',
      'auth-app-password-required',
    ],
    [
      'javax.mail.AuthenticationFailedException: 535 5.7.3 Authentication unsuccessful [SN4PR0501CA0012.namprd05.prod.outlook.com]',
      'auth-credentials-rejected',
    ],
    ['MailKit.Security.AuthenticationException: 535: 5.7.8 Error: authentication failed', 'auth-credentials-rejected'],
    [
      'The SMTP server requires a secure connection or the client was not authenticated. The server response was: 5.7.0 Must issue a STARTTLS command first',
      'auth-requires-tls',
    ],
    [
      'The SMTP server requires a secure connection or the client was not authenticated. The server response was: 5.7.57 Client not authenticated to send mail.',
      'submission-requires-auth',
    ],
    [
      'com.sun.mail.smtp.SMTPSendFailedException: 530 5.7.0 Must issue a STARTTLS command first. gsmtp',
      'auth-requires-tls',
    ],
    [
      'Expected response code "250" but got code "530", with message "530 5.7.1 Authentication required".',
      'submission-requires-auth',
    ],
    [
      'status=bounced (host smtp.example.com[192.0.2.1] said: 554 5.7.1 <user@example.org>: Relay access denied (in reply to RCPT TO command))',
      'recipient-relay-denied',
    ],
    [
      'status=deferred (host mx.example.com[192.0.2.1] said: 450 4.2.0 <u@example.com>: Recipient address rejected: Greylisted (in reply to RCPT TO command))',
      'greylisted',
    ],
    [
      "smtplib.SMTPRecipientsRefused: {'nobody@example.com': (550, b'5.1.1 <nobody@example.com>: Recipient address rejected: User unknown')}",
      'recipient-unknown',
    ],
    [
      'Error: Mail command failed: 553 5.7.1 Sender address rejected: not owned by user ann@example.com',
      'sender-not-permitted',
    ],
    ['552 5.3.4 Message size exceeds fixed maximum message size', 'message-too-large'],
    ["smtplib.SMTPConnectError: (421, b'Too many connections from your IP, try again later')", 'greeting-busy'],
    ['Error: Invalid greeting. response=554 No SMTP service here', 'greeting-rejected'],
    ['502 5.5.1 EHLO argument invalid', 'ehlo-rejected'],
    ['454 4.7.0 TLS not available due to local problem', 'tls-server-fault'],
    ['454 4.7.0 Too many login attempts, please try again later. - gsmtp', 'auth-too-many-attempts'],
    ['504 5.7.4 Unrecognized Authentication Type', 'auth-mechanism-unsupported'],
    ['552 Message size exceeds maximum permitted', 'message-too-large'],
    ['550 5.7.1 Connection refused - 203.0.113.7 is listed, see http://csi.cloudmark.com/', 'address-blocklisted'],
    ['421 4.4.1 Connection timed out', 'greeting-busy'],
    ['454 4.7.1 <user@example.com>: Relay access denied', 'recipient-relay-denied'],
    ['550-5.7.26 Your email has been blocked because the sender is unauthenticated.', 'policy-rejected'],
    ['501 SSL attempted over a non-SSL socket', 'implicit-tls-on-starttls-port'],
    [
      '421 4.7.66 TLS 1.0 and 1.1 are not supported. Please upgrade/update your client to support TLS 1.2.',
      'tls-version-unsupported',
    ],
    ['curl: (8) Got unexpected smtp-server response: 554', 'greeting-rejected'],
    ['Invalid greeting. response=HTTP/1.1 400 Bad Request: smtp', 'not-smtp'],
  ],
  'nothing to do with mail submission': [
    ['', null],
    ['it does not work', null],
    ["TypeError: Cannot read properties of undefined (reading 'host')", null],
    ['we moved 535 boxes to port 587 at 10061 Main Street', null],
    ['404 not-found page at https://example.com/', null],
    ['Your password is about to be changed', null],
    ['processed 550 messages in 421 ms', null],
    ['the certificate course begins in May', null],
    ['eofficial announcement', null],
    ['250 2.0.0 OK 1234567890', null],
    ['unknown protocol: gopher', null],
    ['the session was reauthenticated and the message sent with writeMessage', null],
    ['Cannot connect to the Docker daemon at unix:///var/run/docker.sock', null],
    ["Cannot resolve module './x'", null],
    ['at Parser.<anonymous> (parser.c:550: in function)', null],
    ['https://example.com/550-things-to-do', null],
  ],
};

for (const [title, lines] of Object.entries(LINES)) {
  describe(title, () => {
    it.each(lines.map(([text, code, context]) => ({ text, code, context })))('$text', ({ text, code, context }) => {
      const found = explainError(text, context);
      expect(found[0]?.code ?? null).toBe(code);
      for (const { confidence, because } of found) {
        expect(['certain', 'likely', 'possible']).toContain(confidence);
        expect(because.length).toBeLessThanOrEqual(120);
      }
    });
  });
}
