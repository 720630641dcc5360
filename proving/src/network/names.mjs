// The DNS server and the server inside, and one run of a program between them. Prints what was asked, and who connected.
import { execFile } from 'node:child_process';
import { createSocket } from 'node:dgram';
import { createServer } from 'node:net';

const asked = [];
const dns = createSocket('udp4');
dns.on('message', (question, from) => {
  const labels = [];
  let at = 12;
  for (let length = question[at]; length > 0; length = question[at]) {
    labels.push(question.subarray(at + 1, at + 1 + length).toString());
    at += length + 1;
  }
  asked.push(labels.join('.'));
  // NXDOMAIN (RFC 1035 §4.1.1) for all but the name that the search domain leads to
  const found = labels.join('.') === 'mail.corp' && question[at + 2] === 1;
  const record = found ? [0xc0, 12, 0, 1, 0, 1, 0, 0, 0, 60, 0, 4, 10, 0, 0, 5] : [];
  const header = [question[0], question[1], 0x81, found ? 0x80 : 0x83, 0, 1, 0, found ? 1 : 0, 0, 0, 0, 0];
  const reply = [Buffer.from(header), question.subarray(12, at + 5), Buffer.from(record)];
  dns.send(Buffer.concat(reply), from.port, from.address);
});

let connections = 0;
const inside = createServer((socket) => {
  connections += 1;
  socket.on('error', () => undefined).end('554 not for you\r\n');
});

await new Promise((resolve) => dns.bind(53, '127.0.0.1', resolve));
await new Promise((resolve) => inside.listen(587, '10.0.0.5', resolve));
const [program, ...args] = JSON.parse(process.env.COMMAND);
execFile(program, args, { timeout: 30_000, maxBuffer: 1 << 24 }, (error, stdout, stderr) => {
  const status = error === null ? 0 : error.code;
  process.stdout.write(JSON.stringify({ status, stdout, stderr, asked, connections }), () => process.exit(0));
});
