import type { Browser, BrowserContextOptions } from 'playwright-core';
import { afterAll, beforeAll, describe } from 'vitest';
import { BROWSER, launch, openTab, type Watched } from './browser.ts';
import { startWorld, type World } from './world.ts';

/** What tests of the page play on: a service with its mail servers, and a browser. There once the first test begins. */
export type Stage = {
  readonly world: World;
  /** A tab with nothing in it yet. */
  tab(options?: BrowserContextOptions): Promise<Watched>;
  /** A tab with the page in it. */
  open(options?: BrowserContextOptions): Promise<Watched>;
};

/** Describes the page on a stage of its own; left out, and said so, where there is no browser. `more`: settings of the service. */
export function describePage(
  what: string,
  tests: (stage: Stage) => void,
  more: Readonly<Record<string, unknown>> = {},
): void {
  describe.skipIf(BROWSER === null)(`${what} (needs chromium-headless-shell)`, () => {
    let [world, browser]: [World | null, Browser | null] = [null, null];
    beforeAll(async () => {
      world = await startWorld(more);
      browser = await launch();
    });
    afterAll(async () => {
      await browser?.close();
      await world?.close();
    });
    const tab: Stage['tab'] = (options) => openTab(there(browser), options);
    tests({
      get world() {
        return there(world);
      },
      tab,
      open: async (options) => {
        const opened = await tab(options);
        await opened.page.goto(there(world).url);
        return opened;
      },
    });
  });
}

function there<T>(thing: T | null): T {
  if (thing === null) throw new Error('The stage is only there while tests run.');
  return thing;
}
