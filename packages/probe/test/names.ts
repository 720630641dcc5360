import type { MxRecord, SrvRecord } from 'node:dns';
import type { NameService } from '../src/lookup.ts';

/** What a fake resolver says: addresses, an error code, or nothing ever. */
type Says<T> = readonly T[] | string;

const NOT_FOUND = 'ENOTFOUND';

/** A resolver that says what it is told to; what it is not told is not found. */
export function fakeNames(
  says: {
    readonly lookup4?: Says<string>;
    readonly lookup6?: Says<string>;
    readonly query?: Says<string>;
    readonly srv?: Readonly<Record<string, Says<SrvRecord>>>;
    readonly mx?: Says<MxRecord>;
    /** Names that have an address; the other look-ups then do not count. */
    readonly known?: readonly string[];
  } = {},
): NameService {
  return {
    lookup: (name, family) => {
      if (says.known !== undefined) return said(says.known.includes(name) ? ['192.0.2.1'] : NOT_FOUND);
      return said((family === 4 ? says.lookup4 : says.lookup6) ?? NOT_FOUND);
    },
    query: () => said(says.query ?? NOT_FOUND),
    srv: (name) => said(says.srv?.[name] ?? NOT_FOUND),
    mx: () => said(says.mx ?? NOT_FOUND),
  };
}

function said<T>(what: Says<T>): Promise<readonly T[]> {
  if (what === 'never') return new Promise(() => undefined);
  if (typeof what === 'string') return Promise.reject(Object.assign(new Error(what), { code: what }));
  return Promise.resolve(what);
}
