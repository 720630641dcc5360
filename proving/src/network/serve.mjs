// Run inside a network namespace: a healthy server on every address, and a relay beside it that masks STARTTLS in transit.
import { connect, createServer } from 'node:net';
import { startMockServer } from '@smtp-triage/mock-server';

const server = await startMockServer({
  host: '::',
  hostname: 'mail.example.test',
  listeners: {
    submission: { mode: 'starttls', port: 587 },
    submissions: { mode: 'implicit-tls', port: 465 },
    fallback: { mode: 'starttls', port: 2525 },
    relay: { mode: 'starttls', port: 25 },
  },
});

/** What inspecting firewalls do: a word of the EHLO reply is overwritten, its length kept. */
const masking = createServer((client) => {
  const upstream = connect(server.portMap.get(587), '::1');
  client.pipe(upstream);
  upstream.on('data', (chunk) => client.write(chunk.toString('latin1').replace('STARTTLS', 'XXXXXXXA'), 'latin1'));
  for (const [one, other] of [
    [client, upstream],
    [upstream, client],
  ]) {
    one.on('error', () => other.destroy());
    one.on('close', () => other.destroy());
  }
});
await new Promise((resolve) => masking.listen(0, '::', resolve));

console.log(
  JSON.stringify({ ports: Object.fromEntries(server.portMap), masking: masking.address().port, ca: server.ca.certPem }),
);
// The namespace ends with its shell; so do we
process.stdin.resume().on('end', () => process.exit(0));
