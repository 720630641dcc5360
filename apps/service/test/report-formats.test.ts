import {
  type Case,
  jsonText,
  printableLines,
  reportOf,
  reportToCsv,
  reportToJunit,
  reportToMarkdown,
  reportToText,
  type TraceEvent,
} from '@smtp-triage/core';
import { afterEach, describe, expect, it } from 'vitest';
import { type Fake, fakeService } from './fakes.ts';
import { caseOf } from './playback.ts';
import type { Served } from './serve.ts';

let fake: Fake | null = null;
afterEach(async () => {
  await fake?.close();
  fake = null;
});

/** A finished diagnosis with this outcome; gives a way to ask for its report. */
async function reported(
  triaged: Case,
): Promise<(query?: string, headers?: Record<string, string>) => Promise<Response>> {
  fake = await fakeService({ diagnoser: async () => triaged });
  const service: Served = await fake.serve();
  const json = { target: { host: 'mail.example.test' } };
  const made = await service.ask('/api/v1/diagnoses', { json, headers: { prefer: 'wait=10' } });
  const where = made.headers.get('location');
  return (query = '', headers = {}) => service.ask(`${where}/report${query}`, { headers });
}

const CASE = caseOf('cert-expired');
const REPORT = reportOf(CASE);

describe('a report', () => {
  it.each<[string, string, string, boolean]>([
    ['json', 'application/json', jsonText(REPORT, 2), false],
    ['md', 'text/markdown; charset=utf-8', printableLines(reportToMarkdown(REPORT)), false],
    ['txt', 'text/plain; charset=utf-8', reportToText(REPORT), false],
    ['csv', 'text/csv; charset=utf-8; header=present', reportToCsv(REPORT), true],
    ['junit', 'application/xml', reportToJunit(REPORT), false],
  ])('comes as %s, as core writes it', async (format, type, text, attached) => {
    const response = await (await reported(CASE))(`?format=${format}`);
    expect(response.headers.get('content-type')).toBe(type);
    expect(await response.text()).toBe(text);
    expect(response.headers.get('content-disposition')).toBe(
      attached ? `attachment; filename="smtp-triage-mail.example.test.${format}"` : null,
    );
  });

  it('comes as a page that stands alone', async () => {
    const response = await (await reported(CASE))('?format=html');
    expect(response.headers.get('content-disposition')).toBe(
      'attachment; filename="smtp-triage-mail.example.test.html"',
    );
    const text = await response.text();
    for (const { title, code } of REPORT.findings) {
      expect(text).toContain(title.replaceAll("'", '&#39;'));
      expect(text).toContain(`<code>${code}</code>`);
    }
    expect(text).not.toMatch(/<link|<script|\ssrc=/);
    expect(text).toContain("content=\"default-src 'none'; style-src 'sha256-");
  });

  it.each<[string, string]>([
    ['text/html', 'text/html; charset=utf-8'],
    ['text/csv;q=0.5, text/markdown', 'text/markdown; charset=utf-8'],
    ['application/xml', 'application/xml'],
    ['text/*', 'text/markdown; charset=utf-8'],
    ['*/*', 'application/json'],
    ['image/png, application/json;q=0.1', 'application/json'],
  ])('is what Accept asks for: %s', async (accept, type) => {
    const response = await (await reported(CASE))('', { accept });
    expect(response.headers.get('content-type')).toBe(type);
    expect(response.headers.get('vary')).toContain('Accept');
  });

  it.each<[string, string | null]>([
    ['?format=pdf', null],
    ['?format=', null],
    ['?format=__proto__', null],
    ['', 'image/png'],
    ['', 'application/json;q=0'],
  ])('is not made up: %s with Accept %s', async (query, accept) => {
    const ask = await reported(CASE);
    expect((await ask(query, accept === null ? {} : { accept })).status).toBe(406);
  });

  it('prefers what the address says to what Accept says', async () => {
    const ask = await reported(CASE);
    expect((await ask('?format=txt', { accept: 'text/html' })).headers.get('content-type')).toMatch(/^text\/plain/);
  });
});

const HOSTILE: readonly string[] = [
  '<img src=x onerror=alert(1)>',
  '</script><script>alert(1)</script>',
  '"><svg onload=alert(1)>',
  "' onmouseover='alert(1)",
  '<a href="javascript:alert(1)">x</a>',
  '&lt;b&gt; &#x3c;',
  '</style><iframe>',
  '<!--',
  ']]><x>',
  '\u001b[2J\u009b2J\u202e',
  '=HYPERLINK("http://x.test")',
];

/** The case with a server that says this wherever it may speak. */
const saying = (text: string): Case => ({
  ...CASE,
  target: { ...CASE.target, input: text, host: text, foundBy: text },
  traces: CASE.traces.map((trace) => ({
    ...trace,
    route: { ...trace.route, host: text },
    events: trace.events.map((event): TraceEvent => {
      if (event.type === 'reply')
        return { ...event, code: event.to === 'EHLO' ? 550 : event.code, lines: [text, text] };
      if (event.type !== 'secured' || event.tls.certificate === null) return event;
      return {
        ...event,
        tls: {
          ...event.tls,
          cipher: text,
          certificate: { ...event.tls.certificate, subject: text, issuer: text, names: [text] },
        },
      };
    }),
  })),
});

describe('a report of a hostile server (SEC-28)', () => {
  it.each(HOSTILE)('stays a report: %j', async (text) => {
    const ask = await reported(saying(text));
    const page = await (await ask('?format=html')).text();
    // Tags are our own, and so are their attributes
    const tags = [...page.replace(/<!doctype html>/, '').matchAll(/<\/?([a-z][a-z0-9]*)((?:\s[^<>]*)?)>/gi)];
    const allowed = [
      'html',
      'head',
      'meta',
      'style',
      'title',
      'body',
      'main',
      'section',
      'h1',
      'h2',
      'p',
      'span',
      'strong',
      'code',
      'ol',
      'ul',
      'li',
      'blockquote',
      'div',
      'table',
      'thead',
      'tbody',
      'tr',
      'th',
      'td',
      'a',
      'br',
    ];
    for (const [, name = '', attributes = ''] of tags) {
      expect(allowed).toContain(name);
      expect(attributes.replace(/="[^"]*"/g, '')).toMatch(
        /^(?:\s(?:lang|charset|name|content|http-equiv|class|scope|href|rel))*$/,
      );
    }
    expect(tags.map(([tag]) => tag).join('').length + page.replace(/<[^<>]*>/g, '').length).toBe(
      page.length - '<!doctype html>'.length,
    );
    for (const [, place] of page.matchAll(/href="([^"]*)"/g)) expect(place).toMatch(/^https:\/\//);
    for (const format of ['html', 'md', 'txt', 'json', 'csv', 'junit']) {
      const shown = await (await ask(`?format=${format}`)).text();
      expect(shown.replace(/\r\n/g, '\n'), format).not.toMatch(/(?!\n)[\p{Cc}\u202a-\u202e\u2028\u2029]/u);
    }
    expect((await ask('?format=csv')).headers.get('content-disposition')).toMatch(/^attachment; filename="[\w.-]+"$/);
  });
});
