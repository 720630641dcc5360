import { makeClient } from './client.ts';
import { playPart, startMock, startService } from './processes.ts';
if (!(await playPart(process.argv.slice(2)))) {
  const mock = await startMock(Number(process.env['DELAY'] ?? 0));
  const service = await startService(mock, { concurrency: 100 });
  const client = makeClient(service.url, mock.port);
  const end = performance.now() + 6000;
  await Promise.all(Array.from({ length: 100 }, async () => { while (performance.now() < end) await client.post({ prefer: 'wait=20' }); }));
  console.log(await service.gauge());
  client.close();
  await service.stop(); await mock.stop(); process.exit();
}
