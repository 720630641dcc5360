// The DNS server and the server inside, and one run of a program between them. Prints what was asked, and who connected.
import { execFile } from 'node:child_process';
import { createServer } from 'node:net';
import { answerNames } from './dns.mjs';

const asked = [];
let connections = 0;
const inside = createServer((socket) => {
  connections += 1;
  socket.on('error', () => undefined).end('554 not for you\r\n');
});

// DNS knows nothing but the name that the search domain leads to
await answerNames('127.0.0.1', { 'mail.corp': ['10.0.0.5'] }, (name) => asked.push(name));
await new Promise((resolve) => inside.listen(587, '10.0.0.5', resolve));
const [program, ...args] = JSON.parse(process.env.COMMAND);
execFile(program, args, { timeout: 30_000, maxBuffer: 1 << 24 }, (error, stdout, stderr) => {
  const status = error === null ? 0 : error.code;
  process.stdout.write(JSON.stringify({ status, stdout, stderr, asked, connections }), () => process.exit(0));
});
