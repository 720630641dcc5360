import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, it } from 'vitest';
import { launch, openTab } from './browser.ts';
import { order, resultOf } from './deeds.ts';
import { SCENES, type SceneName } from './scenes.ts';
import { startWorld, type World } from './world.ts';

/** Where the screenshots go; `npm run screenshots` says so, and without it nothing is taken. */
const FOLDER = process.env['SCREENSHOTS'];
const WIDTHS = [360, 1280] as const;
const SHOWN: readonly SceneName[] = [
  'healthy',
  'implicit-on-587',
  'starttls-on-465',
  'blocked',
  'certificate',
  'rejected',
];

describe.skipIf(FOLDER === undefined)('screenshots of the six states (set SCREENSHOTS to take them)', () => {
  const folder = fileURLToPath(new URL(`../../../../${FOLDER}/`, import.meta.url));
  let world: World;
  let browser: Browser;
  beforeAll(async () => {
    mkdirSync(folder, { recursive: true });
    [world, browser] = [await startWorld(), await launch()];
  });
  afterAll(async () => {
    await browser.close();
    await world.close();
  });

  it.each(WIDTHS)('the empty state at %i', async (width) => {
    const { page, close } = await openTab(browser, { viewport: { width, height: 900 } });
    await page.goto(world.url);
    await page.screenshot({ path: join(folder, `empty-${width}.png`), fullPage: true });
    await close();
  });

  it.each(SHOWN.flatMap((name) => WIDTHS.map((width) => [name, width] as const)))('%s at %i', async (name, width) => {
    const { page, close } = await openTab(browser, { viewport: { width, height: 900 } });
    await page.goto(world.url);
    await order(page, SCENES[name]);
    await resultOf(page);
    await page.screenshot({ path: join(folder, `${name}-${width}.png`), fullPage: true });
    await close();
  });
});
