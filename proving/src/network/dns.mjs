// A DNS server on port 53 that knows a few names; tells each name that it is asked for.
import { createSocket } from 'node:dgram';
import { isIPv6 } from 'node:net';

const A = 1;
const AAAA = 28;

/**
 * Answers A and AAAA questions (RFC 1035 §4.1, RFC 3596 §2) by `names`: name → addresses; what is not there does not exist.
 * Resolves when it listens.
 */
export function answerNames(address, names, asked = () => undefined) {
  const socket = createSocket('udp4');
  socket.on('message', (question, from) => {
    const labels = [];
    let at = 12;
    for (let length = question[at]; length > 0; length = question[at]) {
      labels.push(question.subarray(at + 1, at + 1 + length).toString());
      at += length + 1;
    }
    const name = labels.join('.');
    asked(name);
    const type = question.readUInt16BE(at + 1);
    const known = names[name.toLowerCase()];
    const answers = (known ?? []).filter((each) => type === (isIPv6(each) ? AAAA : A));
    const header = Buffer.from([question[0], question[1], 0x81, known === undefined ? 0x83 : 0x80]);
    const counts = Buffer.from([0, 1, 0, answers.length, 0, 0, 0, 0]);
    socket.send(
      Buffer.concat([header, counts, question.subarray(12, at + 5), ...answers.map(record)]),
      from.port,
      from.address,
    );
  });
  return new Promise((resolve) => socket.bind(53, address, resolve));
}

/** One answer, its name a pointer to the question's, to be kept for a minute. */
function record(address) {
  const bytes = octets(address);
  return Buffer.from([0xc0, 12, 0, bytes.length === 4 ? A : AAAA, 0, 1, 0, 0, 0, 60, 0, bytes.length, ...bytes]);
}

function octets(address) {
  if (!isIPv6(address)) return address.split('.').map(Number);
  const [head, tail = ''] = address.split('::');
  const groups = (text) => (text === '' ? [] : text.split(':').map((group) => Number.parseInt(group, 16)));
  const [first, last] = [groups(head), groups(tail)];
  const all = [...first, ...Array(8 - first.length - last.length).fill(0), ...last];
  return all.flatMap((group) => [group >> 8, group & 0xff]);
}
