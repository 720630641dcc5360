/** What a captive portal says to everybody, whatever they say (RFC 9110 §15.4.3, RFC 8952 §1). */
export const PORTAL_REPLY: string = [
  'HTTP/1.1 302 Found',
  'Location: http://portal.example.test/login',
  'Content-Length: 0',
  'Connection: close',
  '',
  '',
].join('\r\n');

/** A reset that comes with the accept reaches some clients as a failed connect, others as a lost connection. */
export const RESET_AFTER_MS = 5;
