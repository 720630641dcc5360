import { AMAZON_SES_REPLIES } from './amazon-ses.ts';
import { DOVECOT_REPLIES } from './dovecot.ts';
import { EXCHANGE_REPLIES } from './exchange.ts';
import { EXIM_REPLIES } from './exim.ts';
import { GENERIC_REPLIES } from './generic.ts';
import { GOOGLE_REPLIES } from './google.ts';
import { HOSTERS_REPLIES } from './hosters.ts';
import { ICLOUD_REPLIES } from './icloud.ts';
import { MAILBOXES_REPLIES } from './mailboxes.ts';
import { MICROSOFT_REPLIES } from './microsoft.ts';
import { OPENSMTPD_REPLIES } from './opensmtpd.ts';
import { POSTFIX_REPLIES } from './postfix.ts';
import { SENDERS_REPLIES } from './senders.ts';
import { SERVERS_REPLIES } from './servers.ts';
import { STALWART_REPLIES } from './stalwart.ts';
import type { ReplyEntry } from './types.ts';
import { YAHOO_REPLIES } from './yahoo.ts';
import { ZOHO_REPLIES } from './zoho.ts';

/** Every known reply. The order means nothing: `meaningOf` ranks them. */
export const REPLIES: readonly ReplyEntry[] = [
  ...GOOGLE_REPLIES,
  ...MICROSOFT_REPLIES,
  ...EXCHANGE_REPLIES,
  ...YAHOO_REPLIES,
  ...ICLOUD_REPLIES,
  ...ZOHO_REPLIES,
  ...MAILBOXES_REPLIES,
  ...AMAZON_SES_REPLIES,
  ...SENDERS_REPLIES,
  ...HOSTERS_REPLIES,
  ...EXIM_REPLIES,
  ...POSTFIX_REPLIES,
  ...DOVECOT_REPLIES,
  ...OPENSMTPD_REPLIES,
  ...STALWART_REPLIES,
  ...SERVERS_REPLIES,
  ...GENERIC_REPLIES,
];
