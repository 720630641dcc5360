import type { Language } from './tokens.ts';

const C: Language = { comments: ['//'], blockComments: true, quotes: `"'\``, holes: {}, plain: '' };
const HASH: Language = { comments: ['#'], blockComments: false, quotes: `"'`, holes: {}, plain: '' };

/** The languages in which settings are read out of programs. */
export const LANGUAGES = {
  json: C,
  javascript: { ...C, holes: { '`': '${' } },
  go: C,
  java: C,
  csharp: C,
  python: HASH,
  ruby: { ...HASH, holes: { '"': '#{' }, plain: "'" },
  php: { ...C, comments: ['//', '#'], holes: {}, plain: "'" },
} as const satisfies Readonly<Record<string, Language>>;
