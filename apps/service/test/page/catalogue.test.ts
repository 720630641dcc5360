import { readdirSync, readFileSync } from 'node:fs';
import { CLIENTS } from '@smtp-triage/core/settings';
import * as clients from '@smtp-triage/page/clients';
import * as linting from '@smtp-triage/page/linting';
import * as reading from '@smtp-triage/page/reading';
import { describe, expect, it } from 'vitest';
import { ERROR_TEXTS } from '../../../../packages/core/src/catalogue/errors/index.ts';
import { PROVIDERS } from '../../../../packages/core/src/catalogue/providers/list.ts';
import { REPLIES } from '../../../../packages/core/src/catalogue/replies/all.ts';
import { TABLE } from '../../../../packages/core/src/settings/lint/table/index.ts';

const ASSETS = new URL('../../../web/dist/assets/', import.meta.url);
const TRACES = new URL('../../../../testdata/traces/', import.meta.url);

type Catalogue = typeof clients & typeof linting & typeof reading;

const [part = 'none'] = readdirSync(ASSETS).filter((name) => /^catalogue-\w+\.js$/.test(name));
/** As the browser has it: with what nobody is shown left out, and made small. */
const built = (await import(new URL(part, ASSETS).href)) as Catalogue;
const source: Catalogue = { ...clients, ...linting, ...reading };

/** What both make of something, by its name; `undefined` and a field that is not there are the same to whoever looks. */
function both<T>(inputs: readonly T[], tell: (catalogue: Catalogue, input: T) => unknown) {
  expect(inputs.length).toBeGreaterThan(0);
  const all = (catalogue: Catalogue): unknown[] =>
    inputs.map((input) => JSON.parse(JSON.stringify([input, tell(catalogue, input)])));
  return expect(all(built)).toEqual(all(source));
}

describe('the catalogue in the browser, as it was built, and the sources of core', () => {
  it('make the same report of every recorded test', () => {
    const names = readdirSync(TRACES).filter((name) => name.endsWith('.json'));
    both(names, ({ readCase }, name) => readCase(JSON.parse(readFileSync(new URL(name, TRACES), 'utf8'))));
  });

  it('make the same of every reply and every error text that is known, and of every provider in one', () => {
    const texts = [
      ...REPLIES.map(({ sample }) => sample),
      ...ERROR_TEXTS.flatMap(({ text = [], word = [], near = [] }) =>
        [...text, ...word].map((each) => [each, ...near].join(' ')),
      ),
      ...PROVIDERS.flatMap(({ submission }) =>
        submission.map(({ host }) => `535 5.7.8 authentication failed, ${host}:587`),
      ),
    ];
    both(texts, ({ explained }, text) => explained(text));
  });

  it('print the same settings for every client, mode and port', () => {
    const routes = CLIENTS.flatMap(({ id }) =>
      (
        [
          [587, 'starttls'],
          [465, 'implicit-tls'],
          [25, 'cleartext'],
          [2465, 'implicit-tls'],
          [2525, 'starttls'],
        ] as const
      ).map(([port, mode]) => ({ id, port, mode })),
    );
    both(routes, ({ snippetFor }, { id, ...route }) =>
      snippetFor(id, { host: 'smtp.example.com', user: "o'neil@example.com", ...route }),
    );
    both(['all'], ({ CLIENT_NAMES }) => CLIENT_NAMES);
  });

  it('say the same of all kinds of settings', () => {
    both(
      TABLE.map(({ text }) => text),
      ({ linted }, text) => linted(text),
    );
  });
});
