import { createSocket } from 'node:dgram';

/** A DNS server on loopback that gives every name of a list one IPv4 address, and no other record. */
export async function startDns(
  addresses: Readonly<Record<string, string>>,
): Promise<{ readonly place: string; close(): void }> {
  const server = createSocket('udp4');
  server.on('message', (question, from) => {
    const labels: string[] = [];
    let at = 12;
    for (let length = question[at] ?? 0; length > 0; length = question[at] ?? 0) {
      labels.push(question.subarray(at + 1, at + 1 + length).toString());
      at += length + 1;
    }
    const address = addresses[labels.join('.').toLowerCase()];
    // RFC 1035 §4.1: A is type 1; a name that is not in the list does not exist (RCODE 3)
    const found = address !== undefined && question.readUInt16BE(at + 1) === 1;
    const record = found ? [0xc0, 12, 0, 1, 0, 1, 0, 0, 0, 60, 0, 4, ...(address ?? '').split('.').map(Number)] : [];
    const header = [
      ...question.subarray(0, 2),
      0x81,
      address === undefined ? 0x83 : 0x80,
      0,
      1,
      0,
      found ? 1 : 0,
      0,
      0,
      0,
      0,
    ];
    server.send(
      Buffer.concat([Buffer.from(header), question.subarray(12, at + 5), Buffer.from(record)]),
      from.port,
      from.address,
    );
  });
  await new Promise<void>((resolve) => server.bind(0, '127.0.0.1', resolve));
  return { place: `127.0.0.1:${server.address().port}`, close: () => server.close() };
}
