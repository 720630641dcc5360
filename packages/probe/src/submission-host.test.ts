import { describe, expect, it } from 'vitest';
import { fakeNames } from '../test/names.ts';
import { findSubmissionHost } from './submission-host.ts';

const record = (name: string, port: number, priority = 0, weight = 0) => ({ name, port, priority, weight });
const NONE = { port: null, mode: null };

describe('findSubmissionHost', () => {
  it('believes the SRV records, TLS from the first byte before STARTTLS', async () => {
    const names = fakeNames({
      srv: {
        '_submission._tcp.example.test': [record('smtp.example.test', 587)],
        '_submissions._tcp.example.test': [record('Secure.example.test', 465)],
      },
    });
    expect(await findSubmissionHost('example.test', names)).toEqual({
      host: 'secure.example.test',
      source: 'srv',
      port: 465,
      mode: 'implicit-tls',
    });
  });

  it('puts priority before that, and takes the larger weight among equals', async () => {
    const names = fakeNames({
      srv: {
        '_submission._tcp.example.test': [
          record('light.example.test', 587, 1, 10),
          record('heavy.example.test', 587, 1, 90),
        ],
        '_submissions._tcp.example.test': [record('last.example.test', 465, 20)],
      },
    });
    expect(await findSubmissionHost('example.test', names)).toMatchObject({ host: 'heavy.example.test' });
  });

  it.each(['', '.'])('takes the target %j for "no such service"', async (none) => {
    const names = fakeNames({
      srv: {
        '_submissions._tcp.example.test': [record(none, 0)],
        '_submission._tcp.example.test': [record('smtp.example.test', 587)],
      },
    });
    expect(await findSubmissionHost('example.test', names)).toMatchObject({
      host: 'smtp.example.test',
      mode: 'starttls',
    });
  });

  it.each(['127.1', '192.0.2.1', 'a b', 'x\r\ny'])('does not believe a record that names %j', async (name) => {
    const names = fakeNames({ srv: { '_submissions._tcp.example.test': [record(name, 465)] }, known: [] });
    expect(await findSubmissionHost('example.test', names)).toMatchObject({ source: 'guess' });
  });

  it.each([
    [['smtp.example.test', 'mail.example.test'], 'smtp.example.test'],
    [['mail.example.test'], 'mail.example.test'],
    [[], 'example.test'],
  ])('guesses what exists: of %j takes %s', async (known, host) => {
    expect(await findSubmissionHost('example.test', fakeNames({ known }))).toEqual({ host, source: 'guess', ...NONE });
  });

  it('guesses when DNS does not answer in time', async () => {
    const silent = { lookup: forever, query: forever, srv: forever };
    const start = performance.now();
    expect(await findSubmissionHost('example.test', silent, 50)).toEqual({
      host: 'example.test',
      source: 'guess',
      ...NONE,
    });
    expect(performance.now() - start).toBeLessThan(200);
  });

  it('uses what came in time', async () => {
    const half = { ...fakeNames({ known: ['mail.example.test'] }), srv: forever };
    expect(await findSubmissionHost('example.test', half, 50)).toMatchObject({ host: 'mail.example.test' });
  });
});

const forever = (): Promise<never> => new Promise(() => undefined);
