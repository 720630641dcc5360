// Run inside a network namespace: a preset of the mock server on every address, what may stand in front of it, and DNS.
// Writes to the folder OUT the CA to trust, the nft rules that lead well-known ports here, and at last `ready`.
import { writeFileSync } from 'node:fs';
import { createServer as createWebServer } from 'node:http';
import { connect, createServer } from 'node:net';
import { join } from 'node:path';
import { preset, startPreset } from '@smtp-triage/mock-server';
import { answerNames } from './dns.mjs';

const { OUT, WORLD } = process.env;
const { story, wire, names } = JSON.parse(WORLD);

const world = await startPreset(
  { ...preset(story.preset), ...story, memoryOnly: null, elsewhere: 'refused', ports: {} },
  { host: '::' },
);
const ports = Object.fromEntries(world.portMap);

/** A relay to a port of the server; `pass` hands on a piece of what one side said. */
async function relay(port, pass) {
  const server = createServer((client) => {
    const upstream = connect(world.portMap.get(port), '::1');
    for (const [from, to, isServer] of [
      [client, upstream, false],
      [upstream, client, true],
    ]) {
      from.on('data', (chunk) => pass(chunk, isServer, to));
      from.on('error', () => to.destroy());
      from.on('close', () => to.end());
    }
  });
  await new Promise((resolve) => server.listen(0, '::', resolve));
  ports[port] = server.address().port;
}

/** What inspecting firewalls do: the word is overwritten, its length kept, in the EHLO reply and when a client says it all the same. */
const mask = (chunk, isServer, to) =>
  to.write(chunk.toString('latin1').replace('STARTTLS', isServer ? 'XXXXXXXA' : 'XXXXXXXX'), 'latin1');

if (wire.masked !== undefined) await relay(wire.masked, mask);
if (wire.slow !== undefined) {
  const { port, ms } = wire.slow;
  await relay(port, (chunk, _, to) => setTimeout(() => to.write(chunk), ms));
}
if (wire.web !== undefined) {
  const web = createWebServer((_, response) => response.end('<h1>Welcome</h1>'));
  await new Promise((resolve) => web.listen(0, '::', resolve));
  ports[wire.web] = web.address().port;
}

const lead = (to, real) => Object.entries(real).map(([port, at]) => `${to} tcp dport ${port} redirect to :${at}`);
const rules = lead('', ports);
if (wire.diverted !== undefined) {
  const other = await startPreset('healthy', { host: '::', hostname: wire.diverted.name });
  rules.unshift(...lead(`ip daddr ${wire.diverted.address}`, Object.fromEntries(other.portMap)));
}
await answerNames('203.0.113.53', names);

writeFileSync(join(OUT, 'ca.pem'), world.ca.certPem);
writeFileSync(
  join(OUT, 'ports.nft'),
  `table inet ports {\nchain in {\ntype nat hook prerouting priority -100;\n${rules.join('\n')}\n}\n}\n`,
);
writeFileSync(join(OUT, 'ready'), '');
// The namespace ends with its shell; so do we
process.stdin.resume().on('end', () => process.exit(0));
