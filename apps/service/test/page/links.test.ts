import { afterAll, beforeAll, expect, it } from 'vitest';
import { type CuttingProxy, startCuttingProxy } from './cutting-proxy.ts';
import { order, resultOf } from './deeds.ts';
import { SCENES } from './scenes.ts';
import { describePage } from './stage.ts';

/** Cuts of one stream, and how long each of them lives, in milliseconds: a blocked port takes about seven seconds. */
const CUTS = 4;
const STREAM_MS = 500;

describePage(
  'the page and its link to the service',
  (stage) => {
    let proxy: CuttingProxy;
    beforeAll(async () => {
      proxy = await startCuttingProxy(stage.world.url, STREAM_MS, CUTS);
    });
    afterAll(async () => {
      proxy?.close();
    });

    it('takes up a stream that is cut again and again, shows every row once, and comes to the same end', async () => {
      const { page, close } = await stage.tab();
      await page.goto(proxy.url);
      await order(page, SCENES.blocked);
      const seen: (string | null)[] = [];
      await expect.poll(() => proxy.cuts(), { timeout: 10_000 }).toBe(CUTS);
      for (const row of await page.locator('.rung').all())
        seen.push(`${await row.getAttribute('data-port')} ${await row.getAttribute('data-mode')}`);
      expect(new Set(seen).size).toBe(seen.length);
      expect(await resultOf(page)).toMatchObject({ verdict: 'fixable' });
      await close();
    });

    it('says when the service cannot be reached, keeps what it shows, and goes on when it is back', async () => {
      const { page, close } = await stage.tab();
      await page.goto(proxy.url);
      await order(page, SCENES.blocked);
      await page.locator('.station.ok').first().waitFor();
      proxy.block(true);
      await page.locator('.banner').waitFor({ timeout: 5_000 });
      expect(await page.locator('.rung').count()).toBeGreaterThanOrEqual(4);
      proxy.block(false);
      await page.locator('.banner').waitFor({ state: 'detached', timeout: 10_000 });
      expect(await resultOf(page)).toMatchObject({ verdict: 'fixable' });
      await close();
    });

    it('says that nobody asked the mail server where the service cannot be reached at all', async () => {
      const { page, close } = await stage.tab();
      await page.goto(proxy.url);
      proxy.block(true);
      await order(page, SCENES.healthy);
      await page.locator('.refused').waitFor();
      expect(await page.locator('.refused').textContent()).toContain('Your mail server has not been asked');
      proxy.block(false);
      await close();
    });
  },
  { allowHosts: ['127.0.0.1'] },
);
