import { CODES } from '@smtp-triage/core/catalogue';
import { expect, it } from 'vitest';
import { order, resultOf } from './deeds.ts';
import { SCENES } from './scenes.ts';
import { describePage } from './stage.ts';

describePage('the page without a script', (stage) => {
  const plain = () => stage.tab({ javaScriptEnabled: false });

  it('is a form and a result page: verdict, table, settings and transcript', async () => {
    const { page, complaints, close } = await plain();
    await page.goto(stage.world.url);
    await order(page, SCENES['implicit-on-587']);
    expect(await resultOf(page)).toMatchObject({ verdict: 'fixable' });
    expect(await page.locator('.rung').count()).toBeGreaterThanOrEqual(4);
    expect(await page.locator('.transcript .lines li').count()).toBeGreaterThan(10);
    await page.locator('#client').selectOption('django');
    await page.getByRole('button', { name: 'Show' }).click();
    expect(await page.locator('.settings pre').textContent()).toContain('EMAIL_USE_TLS = True');
    expect(complaints).toEqual([]);
    await close();
  });

  it('has a link to look again while a test runs', async () => {
    const { page, close } = await plain();
    const created = await fetch(`${stage.world.url}/api/v1/diagnoses`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ target: { host: SCENES.blocked.host } }),
    });
    const { id } = (await created.json()) as { readonly id: string };
    await page.goto(`${stage.world.url}/d/${id}`);
    expect(await page.locator('.rung').count()).toBeGreaterThanOrEqual(4);
    await expect
      .poll(
        async () => {
          const refresh = page.getByRole('link', { name: 'Refresh' });
          if ((await refresh.count()) > 0) await refresh.click();
          return page.locator('.verdict:not(.open)').count();
        },
        { timeout: 20_000, interval: 1_000 },
      )
      .toBe(1);
    await close();
  });

  it('marks the field that is wrong and keeps the others, but not the password', async () => {
    const { page, close } = await plain();
    await page.goto(stage.world.url);
    await order(page, { host: SCENES.healthy.host, fields: { port: '70000', user: 'ann', secret: 'gone-after-this' } });
    expect(await page.locator('#port-problem').textContent()).toContain('from 1 to 65535');
    expect(await page.locator('#host').inputValue()).toBe(SCENES.healthy.host);
    expect(await page.content()).not.toContain('gone-after-this');
    await close();
  });

  it('says whose limits they are where a target is refused', async () => {
    const { page, close } = await plain();
    await page.goto(stage.world.url);
    await order(page, { host: '10.1.2.3', fields: {} });
    expect(await page.locator('.refused').textContent()).toContain('The limits of this service');
    await close();
  });

  it.each(CODES)('has a page for the cause %s: what it is, how to check, what to change', async (code) => {
    const answer = await fetch(`${stage.world.url}/codes/${code}`);
    const text = await answer.text();
    expect(answer.status).toBe(200);
    // It names files whose names change with the version
    expect(answer.headers.get('cache-control')).toBe('no-cache');
    for (const part of ['What is going on', 'See for yourself', 'What to change']) expect(text).toContain(part);
  });

  it('answers a browser that is lost in HTML, and a program in JSON', async () => {
    const ask = async (accept: string) =>
      (await fetch(`${stage.world.url}/nowhere`, { headers: { accept } })).headers.get('content-type');
    expect(await ask('text/html,application/xhtml+xml,*/*;q=0.8')).toBe('text/html; charset=utf-8');
    expect(await ask('*/*')).toBe('application/problem+json');
    expect(await ask('application/json')).toBe('application/problem+json');
  });

  it('takes a form only from its own page, and no JSON in its place', async () => {
    const send = async (headers: Record<string, string>, body = 'host=mail.example.com') =>
      (await fetch(stage.world.url, { method: 'POST', headers, body, redirect: 'manual' })).status;
    const form = { 'content-type': 'application/x-www-form-urlencoded' };
    expect(await send({ ...form, origin: 'https://elsewhere.example' })).toBe(403);
    expect(await send({ ...form, origin: 'null', 'sec-fetch-site': 'cross-site' })).toBe(403);
    expect(await send({ 'content-type': 'application/json' }, '{}')).toBe(415);
    expect(await send(form, 'host=mail.example.com&more=1')).toBe(422);
    expect(await send({ ...form, origin: 'null', 'sec-fetch-site': 'same-origin' })).toBe(303);
  });
});
