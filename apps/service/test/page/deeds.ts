import type { Page } from 'playwright-core';
import type { Scene } from './scenes.ts';

/** Fills in the form for a scene, as somebody with a keyboard would. */
export async function fillIn(page: Page, { host, fields }: Pick<Scene, 'host' | 'fields'>): Promise<void> {
  await page.getByLabel('Mail server or e-mail address').fill(host);
  if (Object.keys(fields).length === 0) return;
  await page.getByText('Your program’s settings, a login, and more').click();
  for (const [name, value] of Object.entries(fields)) {
    const field = page.locator(`[name="${name}"]`);
    if (name === 'mode') await field.selectOption(value);
    else await field.fill(value);
  }
}

/** Waits for the end of a diagnosis; gives its verdict and headline. */
export async function resultOf(page: Page): Promise<{ readonly verdict: string; readonly headline: string }> {
  const verdict = page.locator('.verdict:not(.partial):not(.open)');
  await verdict.waitFor({ timeout: 20_000 });
  await page.locator('.settings pre, .findings').first().waitFor();
  return {
    verdict: ((await verdict.getAttribute('class')) ?? '').split(' ').find((name) => name !== 'verdict') ?? '',
    headline: (await page.locator('#headline').textContent()) ?? '',
  };
}

/** Fills in the form and sends it. */
export async function order(page: Page, scene: Pick<Scene, 'host' | 'fields'>): Promise<void> {
  await fillIn(page, scene);
  await page.getByRole('button', { name: 'Test', exact: true }).click();
}

/** Pastes a text into the box for such and has it read. */
export async function paste(page: Page, text: string): Promise<void> {
  await page.getByLabel('Error message, settings or trace').fill(text);
  await page.getByRole('button', { name: 'Read it' }).click();
}

/** Drops a file with a saved test on the page. */
export const drop = (page: Page, saved: string): Promise<void> =>
  page.evaluate((text) => {
    const data = new DataTransfer();
    data.items.add(new File([text], 'case.json', { type: 'application/json' }));
    document.body.dispatchEvent(new DragEvent('drop', { bubbles: true, cancelable: true, dataTransfer: data }));
  }, saved);
