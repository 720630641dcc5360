import { Agent, request } from 'node:http';

/** How one request for a diagnosis went. */
export type Asked = {
  readonly status: number;
  readonly retryAfter: string | null;
  /** From the moment it was due to the last octet of the answer, in milliseconds. */
  readonly ms: number;
  readonly body: string;
};

/** A client that keeps its connections, as a program that asks often does. */
export function makeClient(url: string, port: number) {
  const agent = new Agent({ keepAlive: true, maxSockets: 1_500 });
  const body = JSON.stringify({
    target: { host: '127.0.0.1', sni: 'localhost', ports: [{ port, mode: 'starttls' }] },
  });
  const usual = { 'content-type': 'application/json', 'content-length': String(Buffer.byteLength(body)) };
  /** Asks for a diagnosis that was due at `due`; status 0: no answer came. */
  const post = (headers: Readonly<Record<string, string>> = {}, due = performance.now()): Promise<Asked> =>
    new Promise((resolve) => {
      const lost = (error?: Error): void =>
        resolve({ status: 0, retryAfter: null, ms: performance.now() - due, body: String(error) });
      const asked = request(`${url}/api/v1/diagnoses`, { method: 'POST', agent, headers: { ...usual, ...headers } });
      asked.on('error', (error: NodeJS.ErrnoException) => {
        // An idle connection that the server gave up at the same moment; every HTTP client asks again then (RFC 9112 §9.3.1)
        if (asked.reusedSocket && error.code === 'ECONNRESET') resolve(post(headers, due));
        else lost(error);
      });
      asked.on('response', (answer) => {
        let text = '';
        answer.setEncoding('utf8');
        answer.on('data', (chunk: string) => {
          text += chunk;
        });
        answer.on('error', lost);
        answer.on('end', () => {
          const { statusCode = 0, headers: heard } = answer;
          const retryAfter = heard['retry-after'] ?? null;
          resolve({ status: statusCode, retryAfter, ms: performance.now() - due, body: text });
        });
      });
      asked.end(body);
    });
  return { post, close: () => agent.destroy() };
}

/** The value below which this share of the numbers lies. */
export const quantile = (numbers: readonly number[], share: number): number =>
  [...numbers].sort((a, b) => a - b)[Math.min(numbers.length - 1, Math.floor(numbers.length * share))] ?? Number.NaN;

/** One line of a table: what, figure, bar. A bar that is missed makes the process end with 1. */
export function row(what: string, value: number, unit: string, bar: number | null = null, atLeast = false): void {
  const missed = bar !== null && !(atLeast ? value >= bar : value <= bar);
  const said = bar === null ? '' : `  (${atLeast ? 'at least' : 'at most'} ${bar} ${unit}${missed ? ', MISSED' : ''})`;
  console.log(`  ${what.padEnd(46)} ${value.toFixed(1).padStart(8)} ${unit}${said}`);
  if (missed) process.exitCode = 1;
}
