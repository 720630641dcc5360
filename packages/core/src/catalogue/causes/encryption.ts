import { type Cause, rfc } from '../cause.ts';

const at = { layer: 'encryption', severity: 'error' } as const;
const USE_WORKING = 'Use {working} instead: it worked in this run.';
const MODES = [rfc(8314, '3.3', 'implicit TLS'), rfc(3207, '4', 'STARTTLS')];
const NAMES = [rfc(9525, '6', 'verifying the service name')];
const VALIDITY = [rfc(5280, '4.1.2.5', 'validity')];
const NEVER_OFF = 'Do not switch certificate checks off: then anyone on the way can read your password.';

/** Modes, STARTTLS, handshakes and certificates. */
export const ENCRYPTION_CAUSES = {
  'implicit-tls-on-starttls-port': {
    ...at,
    stage: 'tls',
    blame: 'client',
    title: 'Implicit TLS is set on a port that {wants}',
    cause:
      'Port {port} of {host} greets in plain text{upgrade}. A TLS handshake at once fails there; clients call it "wrong version number".',
    fix: [
      'Set encryption to STARTTLS for port {upgradePort} (some clients call it "TLS"; in nodemailer: secure: false).',
      'Or keep implicit TLS ("SSL/TLS") and set the port to {implicitPort}.',
      'Port {barePort} has no encryption at all: use the submission server of your provider, or have TLS switched on there.',
    ],
    references: MODES,
  },
  'starttls-on-implicit-tls-port': {
    ...at,
    stage: 'greeting',
    blame: 'client',
    title: 'The client waits for a plain greeting on a port that wants TLS at once',
    cause:
      'Port {port} of {host} says nothing until a TLS handshake begins. A client set to {mode} waits for a greeting until it times out.',
    fix: [
      'Set encryption to SSL/TLS (implicit TLS) for port {port} (in nodemailer: secure: true).',
      'Or keep STARTTLS and set the port to {starttlsPort}.',
    ],
    references: MODES,
  },
  'server-mode-unexpected': {
    ...at,
    stage: 'tls',
    blame: 'server',
    title: 'Port {port} of {host} speaks the other encryption mode than usual',
    cause: 'Port {port} is registered for {usual}, but this server speaks {actual} there.',
    fix: [
      'Set encryption to {setTo} for port {port}.',
      'If the server is yours: set the listener on {port} to {usual}.',
    ],
    references: MODES,
  },
  'starttls-not-offered': {
    ...at,
    stage: 'starttls',
    blame: 'server',
    title: 'No STARTTLS is offered on {ports} of {host}',
    cause:
      'The EHLO reply lists no STARTTLS, so there is no way to encrypt on this port. A server without it, or a device on the way that hides it.',
    fix: [
      'Use {meant}: {host} is {alike}.',
      USE_WORKING,
      'Do not fall back to an unencrypted login: the password would travel readable.',
      'If the server is yours: configure a certificate and switch STARTTLS on for {ports}.',
    ],
    references: [rfc(3207, '4', 'STARTTLS'), rfc(8314, '3', 'TLS for submission')],
  },
  'starttls-stripped': {
    ...at,
    stage: 'starttls',
    blame: 'network',
    title: 'A device on the way hides STARTTLS',
    cause: '{sign}: a firewall or program that inspects mail removed or overwrote the offer.',
    fix: [
      USE_WORKING,
      'Ask whoever runs the firewall to switch SMTP inspection ("fixup", "ESMTP inspection") off.',
      'Never log in unencrypted there.',
    ],
    references: [rfc(3207, '6', 'the offer can be removed on the way')],
  },
  'starttls-refused': {
    ...at,
    stage: 'starttls',
    blame: 'server',
    title: '{host} offers STARTTLS and then refuses it',
    cause: 'The server answered STARTTLS with: {reply}',
    fix: [
      USE_WORKING,
      'If the server is yours: see its log; most often its certificate or key cannot be loaded.',
      'The code {later} means "try later".',
    ],
    references: [rfc(3207, '4', 'STARTTLS replies')],
  },
  'starttls-interfered': {
    ...at,
    stage: 'starttls',
    blame: 'network',
    title: 'The connection breaks exactly at STARTTLS',
    cause:
      'Everything works up to STARTTLS; then the connection {how}. That is what a device on the way does that will not let mail be encrypted.',
    fix: [USE_WORKING, 'Ask the operator of this network about mail inspection; try from another network.'],
    references: [rfc(3207, '4', 'STARTTLS')],
  },
  'starttls-command-injection': {
    ...at,
    severity: 'warning',
    stage: 'starttls',
    blame: 'server',
    title: '{host} believes what was said before the encryption',
    cause:
      'A command sent in cleartext behind STARTTLS was answered inside TLS on {ports}: anyone on the way can slip commands into an encrypted session.',
    fix: [
      'If the server is yours: update it; it must forget everything it has read when TLS begins.',
      'Otherwise tell whoever runs it.',
    ],
    references: [
      rfc(3207, '4.2', 'what is forgotten'),
      { title: 'CVE-2011-0411', url: 'https://www.cve.org/CVERecord?id=CVE-2011-0411' },
    ],
  },
  'starttls-response-injection': {
    ...at,
    stage: 'starttls',
    blame: 'network',
    title: 'Something slipped plain text in before the encryption',
    cause:
      'More bytes came after the answer to STARTTLS, before the handshake: an attack, or a badly broken server. The attempt was stopped.',
    fix: [USE_WORKING, 'Do not log in on this network until this is explained; tell whoever runs the server.'],
    references: [rfc(3207, '6', 'security considerations')],
  },
  'starttls-handshake-failed': {
    ...at,
    stage: 'tls',
    blame: 'server',
    title: 'The TLS handshake fails after STARTTLS',
    cause: 'The server agreed to STARTTLS, and then the handshake failed: {detail}.',
    fix: [USE_WORKING, 'If the server is yours: check certificate, key and TLS settings; see its log.'],
    references: [rfc(3207, '4', 'STARTTLS')],
  },
  'tls-server-fault': {
    ...at,
    stage: 'tls',
    blame: 'server',
    title: 'The TLS set-up of {host} is broken',
    cause:
      'The server ended the handshake on {ports} with {detail}: it has no usable certificate or key, or an internal fault.',
    fix: [
      USE_WORKING,
      'If the server is yours: check that certificate and key exist, belong together and can be read.',
    ],
    references: [rfc(8446, '6', 'TLS alerts')],
  },
  'tls-version-unsupported': {
    ...at,
    stage: 'tls',
    blame: 'server',
    title: '{host} has no TLS version that clients accept today',
    cause:
      'On {ports} no common version was found ({detail}). TLS 1.0 and 1.1 are obsolete and refused by current clients.',
    fix: [USE_WORKING, 'If the server is yours: enable TLS 1.2 and 1.3.'],
    references: [rfc(8996, '2', 'TLS 1.0 and 1.1 are out')],
  },
  'tls-no-common-cipher': {
    ...at,
    stage: 'tls',
    blame: 'server',
    title: '{host} and current clients have no cipher in common',
    cause: 'The server ended the handshake on {ports} with {detail}.',
    fix: [
      USE_WORKING,
      'If the server is yours: allow current ciphers (ECDHE with AES-GCM or ChaCha20) and check the key type of its certificate.',
    ],
    references: [rfc(9325, '4', 'recommended ciphers')],
  },
  'tls-handshake-timeout': {
    ...at,
    stage: 'tls',
    blame: 'server',
    title: 'The TLS handshake on {ports} of {host} hangs',
    cause: 'The handshake began and nothing more came for {seconds} s.',
    fix: [
      USE_WORKING,
      'Try from another network: a device on the way may swallow the handshake.',
      'If the server is yours: look for an overloaded or stuck TLS process.',
    ],
    references: [rfc(8446, '4', 'handshake')],
  },
  'tls-handshake-closed': {
    ...at,
    stage: 'tls',
    blame: 'server',
    title: '{host} hangs up in the TLS handshake on {ports}',
    cause: 'The peer closed the connection during the handshake and gave no reason ({detail}).',
    fix: [
      USE_WORKING,
      'Try from another network: a device on the way may forbid encrypted mail.',
      'If the server is yours: see its log for the reason.',
    ],
    references: [rfc(8446, '6', 'TLS alerts')],
  },
  'tls-intercepted': {
    ...at,
    stage: 'tls',
    blame: 'client',
    title: 'Something on the way answers in place of {host}',
    cause:
      '{sign}. An antivirus mail shield, an inspecting proxy or a redirect stands between this machine and the server, and can read along.',
    fix: [
      'Switch the mail shield of the antivirus off, or exclude {host} from inspection.',
      'On a company network: ask whether mail has to go through the proxy, and for its CA certificate (here: --ca FILE).',
      'At a web hoster: ask whether outgoing mail is redirected to its own server, and have {host} exempted.',
      NEVER_OFF,
    ],
    references: [rfc(5280, '6', 'path validation')],
  },
  'tls-certificate-expired': {
    ...at,
    stage: 'tls',
    blame: 'server',
    title: 'The certificate of {host} has expired',
    cause: 'It was valid until {validTo}. Careful clients refuse it, and should.',
    fix: [
      'If the server is yours: renew the certificate and reload the mail server, which keeps the old one until told.',
      'Otherwise tell your provider; also check the clock of this machine ({now}).',
      NEVER_OFF,
    ],
    references: VALIDITY,
  },
  'tls-certificate-not-yet-valid': {
    ...at,
    stage: 'tls',
    blame: 'client',
    title: 'The certificate of {host} is not valid yet',
    cause:
      'It begins on {validFrom}; this machine believes it is {now}. Most often the clock of this machine is wrong.',
    fix: [
      'Check date and time of this machine.',
      "If they are right: the server's certificate is at fault; tell whoever runs it.",
    ],
    references: VALIDITY,
  },
  'tls-certificate-self-signed': {
    ...at,
    stage: 'tls',
    blame: 'server',
    title: '{host} shows a certificate it signed itself',
    cause: "Nobody vouches for it ({subject}), so it could be anyone's.",
    fix: [
      'If the server is yours: get a certificate from a public CA (free of charge), or give this one to the clients as trusted (here: --ca FILE).',
      'If you did not expect this: an antivirus or proxy may stand in between.',
      NEVER_OFF,
    ],
    references: [rfc(5280, '6', 'path validation')],
  },
  'tls-certificate-untrusted': {
    ...at,
    stage: 'tls',
    blame: 'server',
    title: 'The certificate of {host} comes from a CA that this machine does not know',
    cause: 'It is signed by "{issuer}", which is not among the trusted ones ({detail}).',
    fix: [
      'If that is the CA of your company: install its certificate, or name it (here: --ca FILE).',
      'If an antivirus or proxy is named as issuer: exclude mail from its inspection.',
      NEVER_OFF,
    ],
    references: [rfc(5280, '6', 'path validation')],
  },
  'tls-certificate-chain-incomplete': {
    ...at,
    stage: 'tls',
    blame: 'server',
    title: '{host} does not send its intermediate certificate',
    cause:
      'Only its own certificate came, signed by "{issuer}"; the link up to a trusted CA is missing. Some clients have it by chance, others fail.',
    fix: [
      "If the server is yours: install the full chain (fullchain.pem), the server's own certificate first.",
      'Otherwise tell your provider.',
      NEVER_OFF,
    ],
    references: [rfc(8446, '4.4.2', 'the certificate list')],
  },
  'tls-certificate-name-mismatch': {
    ...at,
    stage: 'tls',
    blame: 'client',
    title: 'The certificate is not for {host}',
    cause: '{shown} The settings use another name than the server has, or the connection ended at another server.',
    fix: [
      'Use {meant}: {host} is {alike}.',
      'Use a name from the certificate as server name: {usableName}.',
      '"{wildcard}" covers one label in front and no more: use such a name.',
      'Use the name of the server in place of the address {bareAddress}.',
      'If the server is yours: get a certificate that lists {host}.',
      NEVER_OFF,
    ],
    references: NAMES,
  },
  'tls-certificate-weak': {
    ...at,
    stage: 'tls',
    blame: 'server',
    title: 'The certificate of {host} is too weak',
    cause: 'Its key is {key}, its signature {signature}: below what current clients accept.',
    fix: [
      'If the server is yours: replace it by one with RSA 2048 or EC P-256 and SHA-256.',
      'Otherwise tell your provider.',
    ],
    references: [rfc(9325, '4.5', 'key sizes')],
  },
  'tls-certificate-no-san': {
    ...at,
    severity: 'warning',
    stage: 'tls',
    blame: 'server',
    title: 'The certificate of {host} names nobody in the place where clients look',
    cause: 'It has no subjectAltName; only old clients still look into the common name.',
    fix: ['If the server is yours: get a certificate with {host} as subjectAltName.'],
    references: NAMES,
  },
  'tls-client-certificate-required': {
    ...at,
    stage: 'tls',
    blame: 'client',
    title: '{host} wants a client certificate',
    cause: 'The server ended the connection on {ports} for want of a client certificate that it accepts ({detail}).',
    fix: [USE_WORKING, 'Give your client the certificate it was issued (here: --cert FILE --key FILE).'],
    references: [rfc(8446, '6.2', 'certificate_required'), rfc(5246, '7.4.6', 'client certificate')],
  },
  'tls-weak-parameters': {
    ...at,
    severity: 'warning',
    stage: 'tls',
    blame: 'server',
    title: 'The encryption of {host} is weak',
    cause: 'It was agreed on {detail}: below what current clients accept without a word.',
    fix: [
      'If the server is yours: use ECDHE, or Diffie-Hellman with 2048 bits and more, and AES-GCM or ChaCha20.',
      'Otherwise tell your provider.',
    ],
    references: [rfc(9325, '4', 'recommended ciphers')],
  },
  'plaintext-only': {
    ...at,
    severity: 'warning',
    stage: 'tls',
    blame: 'client',
    title: 'These settings send everything unencrypted',
    cause: 'No encryption is set for port {port}: the mail, and any password, can be read on the way{withheld}.',
    fix: [
      'Use {working} instead: it worked in this run.',
      'Set encryption to {encrypted}.',
      'Port {barePort} has no encryption at all: use it inside a network of your own only, and without a password.',
    ],
    references: [rfc(8314, '3', 'TLS for submission')],
  },
} as const satisfies Readonly<Record<string, Cause>>;
