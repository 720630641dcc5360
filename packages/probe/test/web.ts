import type { IncomingMessage, ServerResponse } from 'node:http';
import { createServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { type CertificateProfile, caCertPem } from '@smtp-triage/mock-server';
import { onTestFinished } from 'vitest';
import type { Discovery } from '../src/submission-host.ts';
import { certificate } from './servers.ts';

/** What a web server does with a request. */
export type Page = (response: ServerResponse, request: IncomingMessage) => void;

/** A web server on loopback, what it was asked, and how to look for a server by way of it. */
export type Site = {
  readonly port: number;
  readonly asked: readonly string[];
  readonly how: Pick<Discovery, 'httpsPort' | 'isPublic' | 'trust'>;
};

/** An HTTPS server for these names; pages by `host/path`, everything else is not found. */
export async function serve(
  pages: Readonly<Record<string, string | Page>>,
  profile: CertificateProfile = 'valid',
  names: readonly string[] = ['example.test', 'autoconfig.example.test', 'other.example.test', 'example.net'],
  address = '127.0.0.1',
): Promise<Site> {
  const asked: string[] = [];
  const server = createServer(certificate(profile, names), (request, response) => {
    const place = `${request.headers.host?.replace(/:\d+$/, '')}${request.url}`;
    asked.push(place);
    const page = pages[place.replace(/\?.*$/, '')];
    if (typeof page === 'function') page(response, request);
    else if (page === undefined) response.writeHead(404).end('<html>no such file</html>');
    else response.end(page);
  });
  server.on('tlsClientError', () => undefined);
  await new Promise<void>((resolve) => server.listen(0, address, resolve));
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  const { port } = server.address() as AddressInfo;
  const how = { httpsPort: port, isPublic: (each: string) => each === '127.0.0.1', trust: { ca: [caCertPem()] } };
  return { port, asked, how };
}

/** A page that sends its readers elsewhere. */
export const redirect =
  (location: string): Page =>
  (response) =>
    void response.writeHead(302, { location }).end();

/** An autoconfig file with one server. */
export const autoconfigFile = (hostname: string, port = 465, socketType = 'SSL'): string =>
  `<?xml version="1.0"?><clientConfig version="1.1"><emailProvider id="x"><outgoingServer type="smtp">
  <hostname>${hostname}</hostname><port>${port}</port><socketType>${socketType}</socketType>
  <username>%EMAILADDRESS%</username></outgoingServer></emailProvider></clientConfig>`;
