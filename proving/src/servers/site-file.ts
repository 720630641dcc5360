import type { PlannedFile, Site } from './types.ts';

/** The facts of a run for a server that is a small program of ours around a library. */
export const siteFile = ({ folder, ...site }: Site): PlannedFile => ({
  path: 'site.json',
  text: JSON.stringify({ ...site, cert: `${folder}/cert.pem`, key: `${folder}/key.pem` }),
  mode: 0o600,
});
