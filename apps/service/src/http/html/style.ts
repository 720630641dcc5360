import { createHash } from 'node:crypto';

/** The style sheet of a report that is saved as a file: system fonts, light and dark, readable at 320 px. */
export const STYLE = `:root{color-scheme:light dark;--text:#1b1f24;--back:#fff;--soft:#57606a;--line:#d0d7de;--good:#116329;--bad:#a40e26;--warn:#7d4e00}
@media (prefers-color-scheme:dark){:root{--text:#e6edf3;--back:#0d1117;--soft:#9aa4af;--line:#3d444d;--good:#56d364;--bad:#ff7b72;--warn:#e3b341}}
body{margin:0 auto;max-width:60rem;padding:1rem;font:1rem/1.5 system-ui,sans-serif;color:var(--text);background:var(--back)}
h1{font-size:1.5rem;line-height:1.25;overflow-wrap:anywhere}
h2{font-size:1.2rem;margin:1.5rem 0 .25rem;overflow-wrap:anywhere}
p,li{overflow-wrap:anywhere}
code,pre{font:.9em/1.4 ui-monospace,monospace;overflow-wrap:anywhere;white-space:pre-wrap}
.soft{color:var(--soft)}
.ready,.ok{color:var(--good)}
.degraded,.inconclusive,.warning,.skipped{color:var(--warn)}
.fixable,.unusable,.error,.failed{color:var(--bad)}
.wide{overflow-x:auto}
table{border-collapse:collapse;width:100%}
th,td{text-align:left;padding:.3rem .6rem .3rem 0;border-bottom:1px solid var(--line);vertical-align:top}
td.number,th.number{text-align:right;font-variant-numeric:tabular-nums}
blockquote{margin:.5rem 0;padding:.25rem .75rem;border-left:.25rem solid var(--line)}
`;

const digest = createHash('sha256').update(STYLE).digest('base64');

/** What a page that carries the style sheet itself says of it in its policy (CSP Level 3 §2.3.1). */
export const STYLE_HASH = `'sha256-${digest}'`;
