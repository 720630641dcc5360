import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import type { Page } from 'playwright-core';
import { beforeAll, expect, it } from 'vitest';
import { order, resultOf } from './deeds.ts';
import { SCENES } from './scenes.ts';
import { describePage } from './stage.ts';

const AXE = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
const WIDTHS = [320, 768, 1280] as const;
const SCHEMES = ['light', 'dark'] as const;

/** Rules of WCAG 2.2 A and AA, and axe's own advice. */
async function violations(page: Page): Promise<readonly string[]> {
  await page.evaluate(AXE);
  return page.evaluate(async () => {
    const { axe } = window as unknown as {
      axe: {
        run(
          options: object,
        ): Promise<{ violations: { id: string; nodes: { html: string; failureSummary: string }[] }[] }>;
      };
    };
    const found = await axe.run({ runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'] });
    return found.violations.flatMap(({ id, nodes }) =>
      nodes.map((node) => `${id}: ${node.html.slice(0, 160)} ${node.failureSummary}`),
    );
  });
}

describePage('the page for everybody', (stage) => {
  let results: Readonly<Record<string, string>>;
  beforeAll(async () => {
    const { page, close } = await stage.tab();
    const paths: Record<string, string> = {
      empty: '/',
      codes: '/codes',
      code: '/codes/starttls-stripped',
      nowhere: '/nowhere',
      docs: '/docs',
      problem: '/problems/rate-limited',
    };
    for (const name of ['healthy', 'implicit-on-587', 'certificate', 'rejected'] as const) {
      await page.goto(stage.world.url);
      await order(page, SCENES[name]);
      await resultOf(page);
      paths[name] = new URL(page.url()).pathname;
    }
    results = paths;
    await close();
  });

  it.each(SCHEMES.flatMap((scheme) => WIDTHS.map((width) => [scheme, width] as const)))(
    'has no violation and nothing that scrolls sideways: %s at %i px',
    { timeout: 120_000 },
    async (colorScheme, width) => {
      const { page, close } = await stage.tab({
        colorScheme,
        bypassCSP: true,
        viewport: { width, height: 800 },
      });
      for (const [name, path] of Object.entries(results)) {
        await page.goto(`${stage.world.url}${path}`);
        if (path.startsWith('/d/')) await resultOf(page);
        for (const folded of await page.locator('details').all())
          await folded.evaluate((each) => each.setAttribute('open', ''));
        expect({ name, found: await violations(page) }).toEqual({ name, found: [] });
        expect({ name, width: await page.evaluate(() => document.documentElement.scrollWidth) }).toEqual({
          name,
          width,
        });
      }
      await close();
    },
  );

  it('has no violation while a test runs', async () => {
    const { page, close } = await stage.open({ bypassCSP: true });
    await order(page, SCENES.blocked);
    await page.locator('.station.ok').first().waitFor();
    expect(await violations(page)).toEqual([]);
    expect(await page.locator('[role=status]').first().textContent()).not.toBe('');
    await close();
  });

  it('is worked by keyboard alone: three keys to a result, and every stop can be seen', async () => {
    const { page, close } = await stage.open();
    // The way to the content is the first stop of every page
    await page.keyboard.press('Tab');
    expect(await page.evaluate(() => document.activeElement?.textContent?.trim())).toBe('To the content');
    await page.keyboard.press('Enter');
    await page.keyboard.press('Tab');
    expect(await page.evaluate(() => document.activeElement?.id)).toBe('host');
    await page.keyboard.type(SCENES['implicit-on-587'].host);
    await page.keyboard.press('Tab');
    await page.keyboard.press('Tab');
    await page.keyboard.press('Enter');
    await page.locator('#port').waitFor();
    await page.keyboard.press('Tab');
    expect(await page.evaluate(() => document.activeElement?.id)).toBe('port');
    await page.keyboard.type('587');
    await page.keyboard.press('Tab');
    await page.keyboard.type('implicit');
    await page.keyboard.press('Shift+Tab');
    await page.keyboard.press('Enter');
    expect(await resultOf(page)).toMatchObject({ verdict: 'fixable' });
    // Every stop from here to the end shows where it is
    for (let stop = 0; stop < 60; stop += 1) {
      await page.keyboard.press('Tab');
      const at = await page.evaluate(() => {
        const active = document.activeElement;
        if (active === null || active === document.body) return 'out';
        const { outlineStyle, outlineWidth } = getComputedStyle(active);
        const { width, height } = active.getBoundingClientRect();
        return outlineStyle !== 'none' && parseFloat(outlineWidth) >= 2 && width > 0 && height > 0
          ? 'seen'
          : active.outerHTML.slice(0, 120);
      });
      if (at === 'out') break;
      expect(at).toBe('seen');
    }
    await close();
  });

  it('gives fingers room: every button and field is at least 24 px high, the main one 44', async () => {
    const { page, close } = await stage.tab({ viewport: { width: 360, height: 800 } });
    await page.goto(`${stage.world.url}${results['implicit-on-587']}`);
    await resultOf(page);
    const heights = await page
      .locator('button:visible, input:visible, select:visible, summary:visible')
      .evaluateAll((all) => all.map((each) => each.getBoundingClientRect().height));
    expect(Math.min(...heights)).toBeGreaterThanOrEqual(24);
    expect((await page.locator('button.primary').boundingBox())?.height).toBeGreaterThanOrEqual(44);
    await close();
  });

  it('holds still for those who want that, and keeps its signs in forced colours', async () => {
    const { page, close } = await stage.open({ reducedMotion: 'reduce', forcedColors: 'active' });
    await order(page, SCENES.blocked);
    const turning = page.locator('.turning').first();
    await turning.waitFor();
    expect(await turning.evaluate((each) => getComputedStyle(each).animationName)).toBe('none');
    await resultOf(page);
    const [mark, full] = await page.evaluate(() =>
      ['.verdict .mark', '.verdict .full'].map((each) => {
        const style = getComputedStyle(document.querySelector(each) as Element);
        return each.endsWith('mark') ? style.stroke : style.fill;
      }),
    );
    expect(mark).not.toBe(full);
    await close();
  });

  it('has a switch for light and dark that is remembered', async () => {
    const { page, close } = await stage.tab({ colorScheme: 'light' });
    const paper = () => page.evaluate(() => getComputedStyle(document.documentElement).backgroundColor);
    await page.goto(stage.world.url);
    const light = await paper();
    await page.getByLabel('Colours').selectOption('dark');
    expect(await paper()).not.toBe(light);
    const dark = await paper();
    await page.goto(`${stage.world.url}/codes`);
    expect(await paper()).toBe(dark);
    await close();
  });
});
