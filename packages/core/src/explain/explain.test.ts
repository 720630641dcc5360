import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { CAUSES, CODES } from '../catalogue/causes.ts';
import { ERROR_TEXTS } from '../catalogue/errors/index.ts';
import { explainError } from './index.ts';
import { wordsOf } from './words.ts';

const first = (error: unknown, context = {}) => explainError(error, context)[0];

describe('an error of nodemailer', () => {
  it('is enriched in three lines', () => {
    const error = Object.assign(new Error('Greeting never received'), { code: 'ETIMEDOUT', command: 'CONN' });
    const [cause] = explainError(error, { host: 'smtp.example.com', port: 465, mode: 'starttls' });
    if (cause !== undefined) error.message += `\n${cause.title} (${cause.confidence}).\n${cause.fix.join('\n')}`;
    expect(error.message).toBe(
      [
        'Greeting never received',
        'The client waits for a plain greeting on a port that wants TLS at once (likely).',
        'Set encryption to SSL/TLS (implicit TLS) for port 465 (in nodemailer: secure: true).',
        'Or keep STARTTLS and set the port to 587.',
      ].join('\n'),
    );
  });

  it('is read by its fields: reply, command and address', () => {
    const refused = {
      code: 'EAUTH',
      command: 'AUTH PLAIN',
      responseCode: 535,
      response: '535 5.7.139 Authentication unsuccessful, SmtpClientAuthentication is disabled for the Tenant.',
      message: 'Invalid login: 535 5.7.139 Authentication unsuccessful',
    };
    expect(first(refused, { host: 'smtp.office365.com', port: 587, mode: 'starttls' })).toMatchObject({
      code: 'auth-basic-disabled',
      confidence: 'certain',
      title: 'Login by password is switched off for this account at smtp.office365.com',
      confirm: { command: 'smtp-triage smtp.office365.com -p 587 --mode starttls --user NAME' },
    });
    const local = {
      code: 'ESOCKET',
      errno: -111,
      syscall: 'connect',
      address: '127.0.0.1',
      port: 587,
      message: 'connect ECONNREFUSED 127.0.0.1:587',
    };
    expect(first(local)).toMatchObject({
      code: 'connect-refused',
      title: '127.0.0.1 refuses connections on port 587',
      because: 'connect ECONNREFUSED 127.0.0.1:587',
      confirm: { action: expect.stringContaining('this machine itself') },
    });
  });

  it.each([
    ['EAUTH', 'auth-credentials-rejected'],
    ['EDNS', 'dns-server-failure'],
    ['ETIMEDOUT', 'starttls-on-implicit-tls-port'],
    ['ECONNECTION', 'port-unreachable'],
    ['ESOCKET', 'port-unreachable'],
    ['EPROTOCOL', 'greeting-rejected'],
    ['ETLS', 'starttls-handshake-failed'],
    ['EENVELOPE', 'policy-rejected'],
    ['EPROXY', 'proxy-failed'],
  ])('with the code %s and nothing else is at most a guess', (code, want) => {
    const context = code === 'ETLS' ? ({ mode: 'starttls' } as const) : {};
    expect(first({ code, message: '' }, context)?.code).toBe(want);
  });

  it('has causes inside, as deep as they go', () => {
    const inner = Object.assign(new Error('unable to verify the first certificate'), {
      code: 'UNABLE_TO_VERIFY_LEAF_SIGNATURE',
    });
    expect(first(new Error('sending failed', { cause: inner }))?.code).toBe('tls-certificate-chain-incomplete');
    const several = new AggregateError(
      [Object.assign(new Error('connect ETIMEDOUT 192.0.2.1:587'), { port: 587 })],
      '',
    );
    expect(first(several)?.code).toBe('port-unreachable');
    expect(first({ level: 'error', err: { code: 'ECONNREFUSED' } })?.code).toBe('connect-refused');
  });
});

describe('what an explanation says', () => {
  it('reads host and port out of the text, and lets the caller know better', () => {
    const commands = (text: string, context = {}) => first(text, context)?.confirm.command;
    expect(commands('Could not connect to SMTP host: smtp.example.com, port: 465, response: -1')).toBe(
      'smtp-triage smtp.example.com -p 465',
    );
    expect(commands('dial tcp: lookup smtp.example.com on 127.0.0.53:53: no such host')).toBe(
      'smtp-triage smtp.example.com',
    );
    expect(commands('connect to smtp.example.com[192.0.2.1]:587: Connection timed out')).toBe(
      'smtp-triage smtp.example.com -p 587',
    );
    expect(commands('connect ETIMEDOUT 2001:db8::1:587')).toBe('smtp-triage [2001:db8::1] -p 587');
    expect(commands('connect ETIMEDOUT 192.0.2.1:587', { host: 'smtp.example.net' })).toBe(
      'smtp-triage smtp.example.net -p 587',
    );
    expect(commands('unable to connect to ssl://smtp.example.com:465 (Connection timed out)')).toBe(
      'smtp-triage smtp.example.com -p 465 --mode implicit-tls',
    );
    expect(commands('x509: certificate is valid for *.hoster.example, not mail.example.com')).toBe(
      'smtp-triage mail.example.com -v',
    );
    expect(commands('javax.mail.MessagingException: Connection reset')).toBe('smtp-triage HOST');
    expect(commands('connect ETIMEDOUT', { host: 'x; rm -rf /' })).toBe('smtp-triage HOST');
  });

  it('names what the certificate is for, and since when it is over', () => {
    const named = first(
      "Host: mail.example.com. is not in the cert's altnames: DNS:*.hoster.example, DNS:cp1.hoster.example",
    );
    expect(named?.cause).toContain('It is for *.hoster.example, cp1.hoster.example.');
    expect(named?.fix[0]).toBe('Use a name from the certificate as server name: cp1.hoster.example.');
    const over = first(
      'x509: certificate has expired or is not yet valid: current time 2026-11-23T12:00:00Z is after 2026-11-01T00:00:00Z',
    );
    expect(over?.cause).toBe('It was valid until 2026-11-01. Careful clients refuse it, and should.');
  });

  it('is certain only where the server itself said it', () => {
    expect(first('535 5.7.8 Authentication failed')?.confidence).toBe('certain');
    expect(first('wrong version number', { port: 587, mode: 'implicit-tls' })?.confidence).toBe('likely');
    expect(explainError({ code: 'EAUTH', responseCode: 535 })[0]?.confidence).toBe('likely');
    const guesses = ERROR_TEXTS.flatMap(({ means }) =>
      means.flatMap(({ is, shifts = [] }) => [is, ...shifts.map((one) => one.is)]),
    );
    expect(new Set(guesses)).toEqual(new Set(['likely', 'possible', null]));
  });

  it('takes the advice of the reply catalogue where it knows the server, and the general one elsewhere', () => {
    const said = '534-5.7.9 Application-specific password required. For more information, go to';
    expect(first(said, { host: 'smtp.gmail.com' })?.fix[0]).toContain('Google account');
    expect(first('550 5.7.1 computer says no (in reply to RCPT TO command)')?.cause).toBe(
      'The code 5.7.1 stands for: You may not send this mail this way. The server answered RCPT with: 550 5.7.1 computer says no',
    );
  });

  it.each(CODES)('leaves no gap in the words of %s when nothing is known', (code) => {
    for (const known of [
      {},
      { host: 'smtp.example.com' },
      { port: '587', ports: 'port 587', Ports: 'Port 587' },
      { reply: '550 no' },
    ]) {
      const { title, cause, fix } = wordsOf(CAUSES[code], known);
      expect([title, cause, ...fix].join('\n')).not.toMatch(/[{}]|undefined| {2}|\(\)|the server the|port that port/);
      expect(title).not.toBe('');
      expect(cause).not.toBe('');
    }
  });

  it('keeps catalogue words lower case, so that they can be found', () => {
    for (const { text = [], word = [], near = [], unless = [], means, by } of ERROR_TEXTS) {
      for (const words of [...text, ...word, ...near, ...unless])
        expect(words).toBe(words.toLowerCase().replaceAll('’', "'"));
      expect(means.length, by).toBeGreaterThan(0);
    }
  });
});

describe('whatever comes in', () => {
  it('never throws and never says more than it read', () => {
    const words = fc.constantFrom(
      '535 5.7.8 ',
      'ECONNREFUSED ',
      'AUTH PLAIN ',
      'S: 220 x\n',
      'C: EHLO y\n',
      '465',
      'port: ',
      '://u:p@',
      '\n',
      '{host}',
      '\u0000',
    );
    fc.assert(
      fc.property(
        fc.oneof(
          fc.anything({ withNullPrototype: true }),
          fc.string(),
          fc.array(words).map((all) => all.join('')),
        ),
        (input) => {
          for (const { because, title, cause } of explainError(input)) {
            expect(because.length).toBeLessThanOrEqual(120);
            expect(because).not.toBe('');
            expect(title + cause).not.toContain('undefined');
          }
        },
      ),
      { numRuns: 300 },
    );
  });

  it('bears objects that throw, and rings', () => {
    const ring: Record<string, unknown> = { message: 'connect ECONNREFUSED' };
    ring['cause'] = ring;
    expect(first(ring)?.code).toBe('connect-refused');
    const trap = new Proxy(
      {},
      {
        get: () => {
          throw new Error('no');
        },
        has: () => {
          throw new Error('no');
        },
      },
    );
    expect(explainError(trap)).toEqual([]);
    expect(explainError({ errors: trap, cause: trap, message: 'EAI_AGAIN' })).toHaveLength(1);
  });

  it('shows nothing that steers a terminal', () => {
    const found = first('535 5.7.8 \u001b[2J\u202eno');
    expect(JSON.stringify(found)).not.toMatch(/\\u001b|\u202e/);
  });
});
