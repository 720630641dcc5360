import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { drop, order, paste, resultOf } from './deeds.ts';
import { SCENES } from './scenes.ts';
import { describePage } from './stage.ts';

describePage('what the page reads in the browser', (stage) => {
  /** Pastes a text; gives what came of it and what was asked of the service meanwhile. */
  async function pasted(text: string) {
    const tab = await stage.open();
    tab.requests.length = 0;
    await paste(tab.page, text);
    return tab;
  }

  it('explains an error message', async () => {
    const { page, requests, close } = await pasted(
      'Error: 139867:error:1408F10B:SSL routines:ssl3_get_record:wrong version number, smtp.example.com:587',
    );
    await page.getByRole('link', { name: 'implicit-tls-on-starttls-port' }).waitFor();
    expect(requests.filter((url) => !url.includes('/assets/'))).toEqual([]);
    await close();
  });

  it('says what is wrong with settings, line by line, and takes them into the form; a password is not shown', async () => {
    const { page, requests, close } = await pasted(
      'SMTP_HOST=smtp.example.com\nSMTP_PORT=587\nSMTP_SECURE=true\nSMTP_USER=ann@example.com\nSMTP_PASSWORD=canary-in-settings\n',
    );
    await page.getByRole('heading', { name: 'What is wrong with these settings' }).waitFor();
    expect(await page.locator('.read .finding').first().textContent()).toContain('SMTP_SECURE=true');
    expect(await page.locator('.read [role=status]').textContent()).not.toContain('canary-in-settings');
    expect(requests.filter((url) => !url.includes('/assets/'))).toEqual([]);
    await page.getByRole('button', { name: 'Test this server' }).click();
    await expect.poll(() => page.locator('#host').inputValue()).toBe('smtp.example.com');
    expect(await page.locator('#port').inputValue()).toBe('587');
    await close();
  });

  it('says so when it can make nothing of a text', async () => {
    const { page, close } = await pasted('the quick brown fox');
    await page.getByRole('heading', { name: 'Nothing in this text is known here' }).waitFor();
    await page.getByRole('button', { name: 'These are settings' }).click();
    await page.getByText('These are no settings that can be read').waitFor();
    await close();
  });

  it('diagnoses a dropped trace as the service does, without a word to it', async () => {
    const first = await stage.open();
    await order(first.page, SCENES['starttls-on-465']);
    const live = await resultOf(first.page);
    const id = new URL(first.page.url()).pathname.split('/').at(-1);
    const saved = await (await fetch(`${stage.world.url}/api/v1/diagnoses/${id}?include=trace`)).text();
    await first.close();

    const { page, requests, close } = await stage.open();
    requests.length = 0;
    await drop(page, saved);
    expect(await resultOf(page)).toEqual(live);
    expect(await page.locator('#finding-starttls-on-implicit-tls-port').count()).toBe(1);
    expect(requests.filter((url) => !url.includes('/assets/'))).toEqual([]);
    expect(new URL(page.url()).pathname).toBe('/');
    const [download] = await Promise.all([
      page.waitForEvent('download'),
      page.getByRole('link', { name: 'JSON' }).click(),
    ]);
    const path = join(stage.world.folder, 'again.json');
    await download.saveAs(path);
    expect(JSON.parse(readFileSync(path, 'utf8'))).toMatchObject({
      verdict: 'fixable',
      schema: 'smtp-triage/diagnosis@1',
    });
    await close();
  });

  it('says what is wrong with a trace that it cannot read', async () => {
    const { page, close } = await pasted('{"schema":"smtp-triage/trace@1","events":[]}');
    await page.getByText('This saved test cannot be read').waitFor();
    await close();
  });
});
