import { reportOf } from '@smtp-triage/core';
import { startMockServer } from '@smtp-triage/mock-server';
import { expect, it, onTestFinished } from 'vitest';
import { dnsWith } from '../../test/dns-server.ts';
import { autoconfigFile, serve } from '../../test/web.ts';
import { prepare } from '../prepare.ts';
import { findSubmissionHost } from '../submission-host.ts';
import { triage } from '../triage.ts';

const HOST = 'smtp.example.test';

it('gets from an e-mail address by its autoconfig file to a server that works, and says how', async () => {
  const smtp = await startMockServer({
    hostname: HOST,
    listeners: { submission: 'starttls', submissions: 'implicit-tls' },
  });
  onTestFinished(() => smtp.close());
  const site = await serve({ 'autoconfig.example.test/mail/config-v1.1.xml': autoconfigFile(HOST, 465) });
  const { names } = await dnsWith({ 'A autoconfig.example.test': ['127.0.0.1'], [`A ${HOST}`]: ['127.0.0.1'] });

  const found = await findSubmissionHost('example.test', { names, ...site.how });
  const request = prepare({
    target: 'ann@example.test',
    found,
    controls: [],
    connectTo: [...smtp.portMap].map(([port, toPort]) => ({ port, host: '127.0.0.1', toPort })),
  });
  if (!request.ok) throw new Error(request.problem);
  expect(request.value.settings).toBeNull();
  expect(request.value.ladder[0]).toEqual({ port: 465, mode: 'implicit-tls' });

  const report = reportOf(await triage(request.value, { names, trust: { ca: [smtp.ca.certPem] } }));
  expect(report).toMatchObject({
    target: {
      input: 'ann@example.test',
      host: HOST,
      source: 'autoconfig',
      foundBy: `https://autoconfig.example.test:${site.port}/mail/config-v1.1.xml says ${HOST}:465`,
    },
    verdict: 'ready',
    settings: null,
  });
  expect(JSON.stringify([...site.asked, ...smtp.sessions.map(({ entries }) => entries)])).not.toContain('ann@');
});
