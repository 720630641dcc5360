import type { Syntax } from '../types.ts';
import { codeReader } from './code.ts';
import { readFlags } from './flags.ts';
import type { Reader } from './found.ts';
import { LANGUAGES } from './languages.ts';
import { readEnv, readForm, readIni, readProperties, readWords } from './lines.ts';
import { readM4 } from './m4.ts';
import { readUrl } from './url.ts';
import { readYaml } from './yaml.ts';

/** The reader of each syntax: text in, pairs out. */
export const READERS: Readonly<Record<Syntax, Reader>> = {
  env: readEnv,
  form: readForm,
  ini: readIni,
  properties: readProperties,
  yaml: readYaml,
  json: codeReader(LANGUAGES.json),
  javascript: codeReader(LANGUAGES.javascript),
  python: codeReader(LANGUAGES.python),
  php: codeReader(LANGUAGES.php),
  ruby: codeReader(LANGUAGES.ruby),
  go: codeReader(LANGUAGES.go),
  csharp: codeReader(LANGUAGES.csharp),
  java: codeReader(LANGUAGES.java),
  words: readWords,
  m4: readM4,
  flags: readFlags,
  url: readUrl,
};
