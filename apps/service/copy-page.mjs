// The page's static files come along in this package: whoever installs the service has the page.
import { cpSync, rmSync } from 'node:fs';

const from = new URL('../web/dist/', import.meta.url);
const to = new URL('dist/web/', import.meta.url);
rmSync(to, { recursive: true, force: true });
cpSync(from, to, { recursive: true });
