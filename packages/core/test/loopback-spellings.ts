/**
 * Ways to write 127.0.0.1, ::1 or "this machine" that some program understands: getaddrinfo, URL parsers, IDNA, careless
 * splitting. None of them may pass as a name, and none may reach a socket.
 */
export const LOOPBACK_SPELLINGS: readonly string[] = [
  // Numbers as inet_aton reads them
  ...['127.1', '127.0.1', '2130706433', '0x7f000001', '0X7F000001', '017700000001', '0x7f.1', '0x7f.0.0.1', '0177.1'],
  ...['0177.0.0.1', '0177.0.0.01', '127.0.0.01', '127.000.000.001', '0127.0.0.1', '0x7f.0x0.0x0.0x1', '127.0x1'],
  ...['0', '0.0.0.0', '00.00.00.00', '0x0', '0.0', '4294967295.1', '127.0.0.1.', '127.1.', '2130706433.', '0x7f.1.'],
  ...[
    '127.0.0.256',
    '383.0.0.1',
    '127.0.0.1.0',
    '1.127.0.0.1',
    '127.0.0',
    '127..1',
    '.127.0.0.1',
    '127.0.0.-1',
    '+127.0.0.1',
  ],
  // Digits and dots of other scripts, which IDNA folds
  ...['①②⑦.⓪.⓪.①', '１２７．０．０．１', '127。0。0。1', '127．0．0．1', '127｡0｡0｡1', '𝟏𝟐𝟕.𝟎.𝟎.𝟏', '¹²⁷.⁰.⁰.¹'],
  ...[
    'ⓛocalhost',
    'ｌｏｃａｌｈｏｓｔ',
    'loc\u00adalhost',
    'ⅼocalhost',
    'localhoſt',
    '127.0.0.1\u200b',
    'local\u200dhost',
  ],
  // What ends or splits a text for some reader
  ...[
    '127.0.0.1\u0000.example.com',
    '127.0.0.1\u0000',
    '127.0.0.1 .example.com',
    ' 127.0.0.1',
    '127.0.0.1\t',
    '127.0.0.1\r\n',
  ],
  ...[
    '127.0.0.1%00.example.com',
    '127.0.0.1%2eexample.com',
    '%31%32%37.0.0.1',
    '127.0.0.1#.example.com',
    '127.0.0.1?x.com',
  ],
  ...['a@127.0.0.1', '127.0.0.1#@example.com', '127.0.0.1/example.com', '127.0.0.1\\.example.com', '127.0.0.1:25'],
  ...['127.0.0.1,example.com', '127.0.0.1;example.com', '[127.0.0.1]', '[::1]', '::1%lo', '::1%25lo', 'fe80::1%1'],
  // IPv6, by itself and around IPv4
  ...[
    '::1',
    '0:0:0:0:0:0:0:1',
    '::',
    '::127.0.0.1',
    '::7f00:1',
    '::ffff:127.0.0.1',
    '::ffff:7f00:1',
    '::FFFF:127.0.0.1',
  ],
  ...[
    '::ffff:0:127.0.0.1',
    '64:ff9b::127.0.0.1',
    '64:ff9b:1::7f00:1',
    '2002:7f00:1::',
    '0000::1',
    '::0001',
    '::ffff:127.1',
  ],
  // Names that are this machine without DNS
  ...['localhost', 'LOCALHOST', 'localhost.', 'localhost..', 'a.localhost', 'localhost.localdomain', 'ip6-localhost'],
  ...[
    'ip6-loopback',
    'loopback',
    'mail.local',
    'metadata.google.internal',
    '1.0.0.127.in-addr.arpa',
    'redis',
    'a.test',
  ],
];
