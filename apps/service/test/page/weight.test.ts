import { readdirSync, readFileSync } from 'node:fs';
import type { Page } from 'playwright-core';
import { expect, it } from 'vitest';
import { drop, order, paste, resultOf } from './deeds.ts';
import { SCENES } from './scenes.ts';
import { describePage } from './stage.ts';

/** What may be sent, compressed, in octets: without core's catalogue, and with it (UI-18). */
const PAGE_OCTETS = 60_000;
const WITH_CATALOGUE_OCTETS = 140_000;

const ASSETS = new URL('../../../web/dist/assets/', import.meta.url);
const SAVED = readFileSync(
  new URL('../../../../testdata/traces/exim-starttls-on-implicit-tls-port.json', import.meta.url),
  'utf8',
);
/** Every file of the page. A browser without a window asks for no icon. */
const FILES = readdirSync(ASSETS).filter((name) => !/\.(?:br|gz)$/.test(name));
const SEEN_FILES = FILES.filter((name) => !name.endsWith('.svg'));

/** Keeps an account of what travels: bodies as they are packed, and all of it with headers; what the service says of a test is no part of the page. */
async function weigh(page: Page) {
  const session = await page.context().newCDPSession(page);
  await session.send('Network.enable');
  const answers = new Map<string, { readonly path: string; readonly body: number }>();
  const seen: { readonly path: string; readonly body: number; readonly all: number }[] = [];
  session.on('Network.responseReceived', ({ requestId, response }) => {
    const length = Object.entries(response.headers).find(([name]) => name.toLowerCase() === 'content-length');
    answers.set(requestId, { path: new URL(response.url).pathname, body: Number(length?.[1] ?? Number.NaN) });
  });
  session.on('Network.loadingFinished', ({ requestId, encodedDataLength }) => {
    const answer = answers.get(requestId);
    if (answer !== undefined && !answer.path.startsWith('/api/')) seen.push({ ...answer, all: encodedDataLength });
  });
  return {
    bodies: () => seen.reduce((sum, { body }) => sum + body, 0),
    all: () => seen.reduce((sum, each) => sum + each.all, 0),
    files: () => [
      ...new Set(seen.flatMap(({ path }) => (path.startsWith('/assets/') ? path.slice(8) : [])).toSorted()),
    ],
  };
}

describePage('the weight of the page', (stage) => {
  it('stays within the budget on the first visit, and when everything was asked of it that it can do', async () => {
    const { page, close } = await stage.tab();
    const weight = await weigh(page);
    await page.goto(stage.world.url, { waitUntil: 'networkidle' });
    expect(weight.files().length).toBeGreaterThanOrEqual(3);
    const first = weight.bodies();
    await paste(page, 'wrong version number');
    await page.getByRole('link', { name: 'implicit-tls-on-starttls-port' }).waitFor();
    await paste(page, 'SMTP_HOST=smtp.example.com\nSMTP_PORT=587\nSMTP_SECURE=true\n');
    await page.getByRole('heading', { name: 'What is wrong with these settings' }).waitFor();
    await drop(page, SAVED);
    await resultOf(page);
    const snippet = page.locator('.settings pre');
    for (const client of ['nodemailer', 'postfix', 'outlook', 'spring']) {
      const before = await snippet.textContent();
      await page.locator('#client').selectOption(client);
      await expect.poll(() => snippet.textContent()).not.toBe(before);
    }
    await order(page, SCENES.healthy);
    await resultOf(page);
    await page.waitForLoadState('networkidle');
    const journey = weight.bodies();
    console.info(`first visit ${first} octets, whole journey ${journey}, ${weight.all()} with headers`);
    expect(first).toBeLessThanOrEqual(PAGE_OCTETS);
    expect(journey).toBeLessThanOrEqual(WITH_CATALOGUE_OCTETS);
    // The journey went everywhere: no part of the page is left that nobody weighed
    expect(weight.files()).toEqual(SEEN_FILES.toSorted());
    await close();
  });

  it('stays within it with every file there is, as it is sent', async () => {
    const sent = async (path: string): Promise<number> => {
      const answer = await fetch(`${stage.world.url}${path}`, { headers: { 'accept-encoding': 'br' } });
      expect(answer.headers.get('content-encoding'), path).toBe('br');
      return Number(answer.headers.get('content-length') ?? Number.NaN);
    };
    const all = await Promise.all(['/', ...FILES.map((name) => `/assets/${name}`)].map(sent));
    const total = all.reduce((sum, each) => sum + each, 0);
    console.info(`all files ${total} octets`);
    expect(total).toBeLessThanOrEqual(WITH_CATALOGUE_OCTETS);
  });

  it('comes plain to whoever takes nothing packed, with the headers that each kind of file needs', async () => {
    const heads = async (path: string) => {
      const { headers } = await fetch(`${stage.world.url}${path}`, { headers: { 'accept-encoding': 'identity' } });
      return Object.fromEntries(headers);
    };
    const [script = '', icon = ''] = ['.js', '.svg'].map((end) => FILES.find((name) => name.endsWith(end)));
    const [page, code, image] = [await heads('/'), await heads(`/assets/${script}`), await heads(`/assets/${icon}`)];
    for (const each of [page, code, image]) {
      expect(each).not.toHaveProperty('content-encoding');
      expect(each).toMatchObject({
        'x-content-type-options': 'nosniff',
        'cross-origin-resource-policy': 'same-origin',
      });
    }
    // An image may be opened as a document; a script or a style is none
    for (const each of [page, image]) expect(each['content-security-policy']).toContain("default-src 'none'");
    expect(code).not.toHaveProperty('content-security-policy');
  });
});
