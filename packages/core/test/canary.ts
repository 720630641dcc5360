import { Buffer } from 'node:buffer';
import { inspect } from 'node:util';
import { reportOf, reportToMarkdown, type SaslCredentials, type SaslMechanism, Secret } from '../src/index.ts';
import { healthy, type Run, request, run, STARTTLS_SERVER } from './world.ts';

export const USER = 'tim@example.test';
export const CANARY = 'Kan"ari\\en Vogel/42%+&';
export const TOKEN = 'ya29.Kanarienvogel-42_~+/==';

export const b64 = (text: string): string => Buffer.from(text).toString('base64');

/** Each way in which a secret can be written, made without the code under test. */
export function waysToWrite(secret: string): Readonly<Record<string, string>> {
  return {
    plain: secret,
    'base64, first alignment': b64(secret),
    'base64, second alignment': b64(`x${secret}`),
    'base64, third alignment': b64(`xy${secret}`),
    'base64, as PLAIN sends it': b64(`\0${USER}\0${secret}`),
    'base64, followed by more': b64(`${secret} and more`),
    hex: Buffer.from(secret).toString('hex'),
    HEX: Buffer.from(secret).toString('hex').toUpperCase(),
    URL: encodeURIComponent(secret),
    'URL, blanks as plus': encodeURIComponent(secret).replaceAll('%20', '+'),
    JSON: JSON.stringify(secret).slice(1, -1),
    reversed: [...secret].reverse().join(''),
  };
}

/** What must not be found: of base64 only the part that does not depend on what stands around it. */
export const needles = (secret: string): readonly string[] =>
  Object.entries(waysToWrite(secret)).flatMap(([way, text]) => {
    const inner = way.startsWith('base64') ? text.slice(3, -5) : text;
    return [inner, inner.slice(0, Math.ceil(inner.length * 0.7)), inner.slice(Math.floor(inner.length * 0.3))];
  });

/** Every artefact of a run, as somebody would read it: as it is, and with what joins lines taken out. */
export function artefacts({ traces, triaged }: Run): readonly string[] {
  const report = reportOf(triaged, { traces: true });
  const texts = [
    JSON.stringify(traces),
    JSON.stringify(report),
    reportToMarkdown(report),
    inspect(report, { depth: 99 }),
  ];
  return texts.flatMap((text) => [
    text,
    text.replace(/","(5\.7\.8 )?/g, ''),
    text.replace(/ (5\.7\.8 )?/g, ''),
    JSON.stringify(text),
  ]);
}

export function expectClean(texts: readonly string[], secrets: readonly string[]): void {
  for (const needle of secrets)
    for (const text of texts) {
      const at = text.indexOf(needle);
      if (at >= 0) throw new Error(`found ${needle} in …${text.slice(Math.max(0, at - 60), at + 60)}…`);
    }
}

/** Ways to say something back, at the moment of the login or after it. */
export const SHAPES: Readonly<Record<string, (echo: string) => string>> = {
  'a refusal': (echo) => `535 5.7.8 bad: ${echo}`,
  'a deferral': (echo) => `454 4.7.0 ${echo}!`,
  'two lines': (echo) => `535-${echo.slice(0, 9)}\r\n535 ${echo.slice(9)}`,
  'lines with codes': (echo) =>
    `535-5.7.8 ${echo.slice(0, 5)}\r\n535-5.7.8 ${echo.slice(5, 12)}\r\n535 5.7.8 ${echo.slice(12)}`,
  'a success': (echo) => `235 2.7.0 hello ${echo}`,
  'a success in two lines': (echo) => `235-${echo.slice(0, 3)}\r\n235 ${echo.slice(3)}`,
  'a challenge': (echo) => `334 ${echo}`,
  'a challenge in base64': (echo) => `334 ${b64(echo)}`,
  'a stray line': (echo) => `you said ${echo}\r\n535 no`,
  'a stray line in a reply': (echo) => `535-no\r\n${echo}\r\n535 no`,
  'an unexpected code': (echo) => `299 ${echo}`,
  'a last word': (echo) => `421 4.7.0 ${echo}`,
  'a long line': (echo) => `535 ${'x'.repeat(4_072)}${echo}`,
  binary: (echo) => `\u0001\u0002 ${echo}\u0003\r\n535 no`,
};

export function login(
  credentials: SaslCredentials,
  mechanism: SaslMechanism,
  reply: (line: string, secured: boolean) => string | null,
): Run {
  const world = { places: { '198.51.100.7:587': { ...STARTTLS_SERVER, reply } } };
  return run(world, request({ credentials, mechanism, settings: { port: 587, mode: 'starttls' }, only: true }));
}

export const password: SaslCredentials = { user: USER, password: new Secret(CANARY) };
export const token: SaslCredentials = { user: USER, token: new Secret(TOKEN) };

/** Offers one mechanism and answers what follows AUTH, and everything behind it, as it likes. */
export const server = (mechanism: SaslMechanism, answer: (line: string, turn: number) => string | null) => {
  let turn = -1;
  return (text: string, isSecured: boolean): string | null => {
    if (isSecured && (turn >= 0 || text.startsWith('AUTH'))) {
      turn += 1;
      return answer(text, turn);
    }
    return healthy({ 'tls EHLO': `250-x\r\n250 AUTH ${mechanism}` })(text, isSecured);
  };
};
