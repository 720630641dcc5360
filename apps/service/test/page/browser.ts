import { existsSync } from 'node:fs';
import { type Browser, type BrowserContextOptions, chromium, type Page } from 'playwright-core';

/** Where Debian's packages put a Chromium. */
const PLACES = ['/usr/bin/chromium-headless-shell', '/usr/bin/chromium'];

/** The browser of this machine, or null where there is none. */
export const BROWSER: string | null = process.env['CHROMIUM'] ?? PLACES.find((place) => existsSync(place)) ?? null;

// Left out elsewhere, with a word about what is missing; in CI that would hide that nobody looked
if (BROWSER === null && process.env['CI'] === 'true')
  throw new Error('No browser here: chromium-headless-shell is missing.');

/** Starts it. As root it has no sandbox; it only ever opens our own page. */
export const launch = (): Promise<Browser> =>
  chromium.launch({ executablePath: BROWSER ?? '', args: ['--no-sandbox', '--disable-dev-shm-usage'] });

/** A tab that keeps an account of what it asks for and what its security policy complains about. */
export type Watched = {
  readonly page: Page;
  readonly requests: string[];
  readonly complaints: string[];
  close(): Promise<void>;
};

/** Opens one. */
export async function openTab(browser: Browser, options: BrowserContextOptions = {}): Promise<Watched> {
  const context = await browser.newContext({ viewport: { width: 1280, height: 900 }, ...options });
  const page = await context.newPage();
  const requests: string[] = [];
  const complaints: string[] = [];
  page.on('request', (request) => requests.push(request.url()));
  page.on('pageerror', (error) => complaints.push(String(error)));
  page.on('console', (message) => {
    if (message.type() === 'error' || message.type() === 'warning') complaints.push(message.text());
  });
  return { page, requests, complaints, close: () => context.close() };
}
