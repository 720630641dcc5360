import { describe, expect, it } from 'vitest';
import { NEW_READER, type Reply, readReplies } from '../../wire/replies.ts';
import { CODES } from '../causes.ts';
import { describeCode, describeEnhanced } from '../enhanced.ts';
import { REPLIES } from './all.ts';
import { meaningOf, type ReplyInPlace } from './meaning.ts';
import { SIGNS } from './signs.ts';
import type { ReplyEntry } from './types.ts';
import { wordsOf } from './words.ts';

/** A sample as the wire gives it. */
function read(sample: string): Reply {
  const bytes = new TextEncoder().encode(`${sample.replaceAll('\n', '\r\n')}\r\n`);
  const [item, more] = readReplies(NEW_READER, bytes).items;
  if (item?.kind !== 'reply' || more !== undefined) throw new Error(`not one reply: ${sample}`);
  return item;
}

const hostOf = (entry: ReplyEntry): string | null =>
  entry.priority === 3 ? `smtp.${SIGNS[entry.from].hosts[0]}` : null;

const placed = (entry: ReplyEntry, change: Partial<ReplyInPlace> = {}): ReplyInPlace => {
  const { code, enhanced, lines } = read(entry.sample);
  return { stage: entry.stages[0] ?? null, code, enhanced, lines, host: hostOf(entry), greeting: null, ...change };
};

const unknown: ReplyInPlace = { stage: 'data', code: 550, enhanced: null, lines: [], host: null, greeting: null };

describe('every entry', () => {
  it.each(REPLIES.map((entry) => [entry.id, entry] as const))('%s is what its sample means', (id, entry) => {
    for (const stage of entry.stages) expect([stage, meaningOf(placed(entry, { stage }))?.id]).toEqual([stage, id]);
    expect([entry.code].flat()).toContain(read(entry.sample).code);
  });

  it('has an id of its own, words for users and a source', () => {
    expect(new Set(REPLIES.map(({ id }) => id)).size).toBe(REPLIES.length);
    for (const { cause, fix, source, stages } of REPLIES) {
      expect(cause).toMatch(/^[A-Z].*[.)]$/);
      expect(fix.length).toBeGreaterThan(0);
      for (const line of fix) expect(line).toMatch(/[.)]$/);
      expect(source).not.toBe('');
      expect(stages.length).toBeGreaterThan(0);
    }
  });

  it('waits for words in lower case, as the text is made', () => {
    for (const { text } of REPLIES) for (const word of wordsOf(text)) expect(word).toBe(word.toLowerCase());
  });

  it('leads to a finding code that has its words', () => {
    expect([...new Set(REPLIES.map(({ finding }) => finding))].filter((code) => !CODES.includes(code))).toEqual([]);
  });
});

describe('a near miss', () => {
  const perFinding = [...new Map(REPLIES.map((entry) => [entry.finding, entry])).values()];

  it.each(perFinding.map((entry) => [entry.finding, entry] as const))('of %s: another code', (_, entry) => {
    for (const code of [211, 354, 459, 599]) expect(meaningOf(placed(entry, { code }))).toBeNull();
  });

  it.each(perFinding.map((entry) => [entry.finding, entry] as const))('of %s: other words', (_, entry) => {
    if (entry.text === null) return;
    expect(meaningOf(placed(entry, { lines: ['xyzzy'] }))?.id).not.toBe(entry.id);
  });

  it('of a provider: another host', () => {
    const lines = ['Authentication failed'];
    const at = { ...unknown, stage: 'auth', code: 535, lines } as const;
    expect(meaningOf({ ...at, host: 'smtp.zoho.eu' })?.id).toBe('zoho-auth-failed');
    expect(meaningOf({ ...at, host: 'SMTP.ZOHO.EU' })?.id).toBe('zoho-auth-failed');
    expect(meaningOf({ ...at, host: 'mail.example.com', greeting: 'mx.zoho.com SMTP ready' })?.id).toBe(
      'zoho-auth-failed',
    );
    expect(meaningOf({ ...at, host: 'notzoho.eu' })?.id).toBe('opensmtpd-auth-failed');
  });

  it('of an enhanced code: another one', () => {
    const entry = REPLIES.find(({ id }) => id === 'm365-tenant-attribution');
    if (entry === undefined) throw new Error('gone');
    expect(meaningOf(placed(entry, { enhanced: '5.7.63' }))?.id).not.toBe(entry.id);
    expect(meaningOf(placed(entry, { enhanced: null }))?.id).not.toBe(entry.id);
  });

  it('of a stage: another one', () => {
    const lines = ['Username and Password not accepted'];
    const at = { ...unknown, code: 535, host: 'smtp.gmail.com', lines };
    expect(meaningOf({ ...at, stage: 'auth' })?.finding).toBe('auth-credentials-rejected');
    expect(meaningOf({ ...at, stage: 'data' })).toBeNull();
  });
});

describe('a reply in its context', () => {
  it('is read across its lines', () => {
    const lines = ['5.7.1 Our system has detected that this message is', '5.7.1  likely', '5.7.1 unsolicited mail'];
    const reply = { ...unknown, enhanced: '5.7.1', lines, host: 'smtp.gmail.com' };
    expect(meaningOf(reply)?.id).toBe('gmail-spam-content');
  });

  it('whose code alone is known says so', () => {
    const reply = { ...unknown, stage: 'auth', code: 535, lines: ['Nope'] } as const;
    expect(meaningOf(reply)).toMatchObject({ finding: 'auth-credentials-rejected', specific: false });
    expect(meaningOf({ ...reply, lines: ['Incorrect authentication data'] })).toMatchObject({ specific: true });
  });

  it('without a stage means nothing where the stage decides', () => {
    const reply = { ...unknown, code: 502, lines: ['5.5.1 Command not implemented'] };
    expect(meaningOf({ ...reply, stage: 'starttls' })?.finding).toBe('starttls-refused');
    expect(meaningOf({ ...reply, stage: 'auth' })?.finding).toBe('auth-not-offered');
    expect(meaningOf({ ...reply, stage: null })).toBeNull();
  });

  it('without a stage means what it means anywhere', () => {
    const lines = ['5.7.8 Username and Password not accepted. - gsmtp'];
    const reply = { ...unknown, stage: null, code: 535, enhanced: '5.7.8', lines };
    expect(meaningOf(reply)?.id).toBe('gmail-bad-credentials');
  });

  it('that is not known is null, and the RFCs still say something', () => {
    const reply = { ...unknown, enhanced: '5.7.25', lines: ['5.7.25 Grumble'] };
    expect(meaningOf(reply)).toBeNull();
    expect(describeEnhanced(reply.enhanced)).toContain('reverse DNS');
    expect(describeCode(reply.code, 'TEXT')).toContain('refuses');
  });
});
