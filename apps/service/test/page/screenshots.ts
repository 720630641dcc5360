// Takes the screenshots of docs/screenshots/: the empty state and the six results, at the width of a phone and of a desk.
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { BROWSER, launch, openTab } from './browser.ts';
import { order, resultOf } from './deeds.ts';
import { SCENES, type SceneName } from './scenes.ts';
import { startWorld } from './world.ts';

const FOLDER = join(process.cwd(), '..', '..', 'docs', 'screenshots');
/** Width, and how much of the page is shown: what matters stands at its top. */
const SIZES = [
  [360, 1_800],
  [1280, 1_400],
] as const;
const SHOWN: readonly SceneName[] = [
  'healthy',
  'implicit-on-587',
  'starttls-on-465',
  'blocked',
  'certificate',
  'rejected',
];

if (BROWSER === null) throw new Error('No browser here: install chromium-headless-shell, or name one in CHROMIUM.');
mkdirSync(FOLDER, { recursive: true });
const [world, browser] = [await startWorld(), await launch()];
try {
  for (const [width, height] of SIZES) {
    for (const name of ['empty', ...SHOWN] as const) {
      const { page, close } = await openTab(browser, { viewport: { width, height } });
      await page.goto(world.url);
      if (name !== 'empty') {
        await order(page, SCENES[name]);
        await resultOf(page);
      }
      await page.screenshot({ path: join(FOLDER, `${name}-${width}.png`) });
      console.log(`${name}-${width}.png`);
      await close();
    }
  }
  const { page, close } = await openTab(browser, { viewport: { width: 1280, height: 900 }, colorScheme: 'dark' });
  await page.goto(world.url);
  await order(page, SCENES['implicit-on-587']);
  await resultOf(page);
  await page.screenshot({ path: join(FOLDER, 'implicit-on-587-dark.png') });
  await close();
} finally {
  await browser.close();
  await world.close();
}
