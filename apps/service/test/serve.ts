import type { AddressInfo } from 'node:net';
import type { Express } from 'express';

/** A service on a free port of 127.0.0.1, for one test. */
export type Served = {
  readonly url: string;
  /** `fetch` with a path in place of a URL; JSON is sent as such. */
  readonly ask: (path: string, init?: RequestInit & { readonly json?: unknown }) => Promise<Response>;
  readonly close: () => Promise<void>;
};

/** Listens with an application until `close`. */
export async function serve(app: Express): Promise<Served> {
  const server = app.listen(0, '127.0.0.1');
  await new Promise<void>((resolve, reject) => {
    server.once('listening', resolve);
    server.once('error', reject);
  });
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return {
    url,
    ask: (path, { json, ...init } = {}) =>
      fetch(`${url}${path}`, {
        redirect: 'manual',
        ...init,
        ...(json === undefined
          ? {}
          : {
              method: init.method ?? 'POST',
              body: JSON.stringify(json),
              headers: { 'content-type': 'application/json', ...Object.fromEntries(new Headers(init.headers)) },
            }),
      }),
    close: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
