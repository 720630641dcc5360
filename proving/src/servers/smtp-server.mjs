// Three servers of the smtp-server package in one process, set up as its documentation shows: see smtp-server.ts.
import { readFileSync } from 'node:fs';
import { SMTPServer } from 'smtp-server';

const site = JSON.parse(readFileSync(process.argv[2] ?? '', 'utf8'));
const common = {
  name: 'mail.example.test',
  cert: readFileSync(site.cert),
  key: readFileSync(site.key),
  size: 10_485_760,
  ...(site.setup === 'one-connection' ? { maxClients: 1 } : {}),
  ...(site.setup === 'helo-only' ? { disabledCommands: ['EHLO'] } : {}),
  onAuth: ({ username, password }, _session, done) =>
    username === site.user && password === site.password
      ? done(null, { user: username })
      : done(new Error('Invalid username or password')),
};
const relay = {
  authOptional: true,
  disabledCommands: ['AUTH', ...(common.disabledCommands ?? [])],
  onRcptTo: ({ address }, _session, done) =>
    done(address.endsWith('@mail.example.test') ? null : new Error('Relaying denied')),
};

for (const [port, options] of [
  [site.ports[587], {}],
  [site.ports[465], { secure: true }],
  [site.ports[25], relay],
]) {
  const server = new SMTPServer({ ...common, ...options });
  server.on('error', (error) => console.error(error.message));
  server.listen(port, site.address);
}
