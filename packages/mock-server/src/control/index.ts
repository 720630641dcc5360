import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { MockServer } from '../server.ts';
import { guard, readJson } from './requests.ts';
import { type Answer, answerTo } from './routes.ts';

/** A running control API. */
export type Control = AsyncDisposable & {
  /** Where it is, without a slash at the end. */
  readonly url: string;
  readonly port: number;
  /** Stops at once. */
  readonly close: () => Promise<void>;
};

const HOST = '127.0.0.1';

/**
 * Opens a JSON API to a mock server, for tests in other languages: messages, sessions, rules. It listens on 127.0.0.1 only, on a
 * port that the system chooses, and answers neither browsers nor requests that were meant for another host.
 *
 * @example
 * const control = await startControl(smtp);
 * await fetch(`${control.url}/messages/next?to=bob@example.test`);
 */
export async function startControl(server: MockServer): Promise<Control> {
  const routes = answerTo(server);
  const http = createServer((request, response) => {
    const send = ({ status, body, allow }: Answer): void => {
      const text = `${JSON.stringify(body)}\n`;
      response.writeHead(status, {
        'content-type': 'application/json; charset=utf-8',
        'content-length': Buffer.byteLength(text),
        'cache-control': 'no-store',
        'x-content-type-options': 'nosniff',
        ...(allow === undefined ? {} : { allow }),
      });
      response.end(text);
      if (status === 413) response.on('finish', () => request.destroy());
    };
    const answer = async (): Promise<Answer> => {
      const refused = guard(request, port());
      if (refused !== null) return refused;
      const input = await readJson(request);
      if (!input.ok) return input.answer;
      return routes(request.method ?? '', new URL(request.url ?? '/', url()), input.json);
    };
    answer().then(send, (error: unknown) => send({ status: 500, body: { error: String(error) } }));
  });
  const port = (): number => (http.address() as AddressInfo).port;
  const url = (): string => `http://${HOST}:${port()}`;
  await once(http.listen(0, HOST), 'listening');
  const [realPort, realUrl] = [port(), url()];
  const close = async (): Promise<void> => {
    const ended = new Promise((resolve) => http.close(resolve));
    http.closeAllConnections();
    await ended;
  };
  return { url: realUrl, port: realPort, close, [Symbol.asyncDispose]: close };
}
