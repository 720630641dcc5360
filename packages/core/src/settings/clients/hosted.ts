import type { Client } from '../types.ts';
import { formClient, PASSWORD } from './form.ts';

const SUPABASE_TEXT = `SMTP_HOST={host}
SMTP_PORT={port}
SMTP_USER={user}
SMTP_PASS=${PASSWORD}
SMTP_ADMIN_EMAIL={from}
SMTP_SENDER_NAME=Example
`;

/** GoTrue with a gomail inside: the port alone decides. */
export const SUPABASE: Client = {
  id: 'supabase',
  name: 'Supabase Auth',
  kind: 'application',
  aliases: ['gotrue'],
  syntax: 'env',
  keys: {
    host: ['GOTRUE_SMTP_HOST', 'SMTP_HOST'],
    port: ['GOTRUE_SMTP_PORT', 'SMTP_PORT'],
    user: ['GOTRUE_SMTP_USER', 'SMTP_USER'],
    password: ['GOTRUE_SMTP_PASS', 'SMTP_PASS'],
    from: ['GOTRUE_SMTP_ADMIN_EMAIL', 'SMTP_ADMIN_EMAIL'],
  },
  modes: [
    { when: {}, port: [465], mode: 'implicit-tls' },
    { when: {}, mode: 'starttls', optional: true },
  ],
  signs: [/\bGOTRUE_SMTP_\w+/, /^\s*SMTP_ADMIN_EMAIL\s*=/m],
  switches: [],
  stringsAreTrue: false,
  labels: { 'implicit-tls': 'port 465', starttls: 'port 587, 2525 or 25', cleartext: null },
  defaults: { host: null, port: 587 },
  mistake: 'a sender address that the sending service has not verified; an API key of the wrong kind as password',
  templates: { 'implicit-tls': SUPABASE_TEXT, starttls: SUPABASE_TEXT, cleartext: null },
  where: '.env of the self-hosted stack (GOTRUE_SMTP_… for Auth alone), or Authentication > Emails > SMTP Settings',
  source: 'supabase/auth, README; go-gomail/gomail',
  gathered: '2026-11',
  confidence: 'medium',
};

/** Goes by the port. */
export const AUTH0: Client = formClient({
  id: 'auth0',
  name: 'Auth0',
  kind: 'application',
  fields: { host: ['Host'], port: ['Port'], user: ['Username'], password: ['Password'], from: ['From'] },
  says: { 'implicit-tls': [], starttls: [], cleartext: null },
  modes: [
    { when: {}, port: [465], mode: 'implicit-tls' },
    { when: {}, mode: 'starttls', optional: true },
  ],
  labels: { 'implicit-tls': 'port 465', starttls: 'port 587, 2525 or 25' },
  defaults: { host: null, port: 587 },
  mistake: 'there is no field for the mode: the port decides',
  where: 'Branding > Email Provider > SMTP Provider',
  source: "Auth0's documentation, external SMTP providers",
  confidence: 'low',
});
