import { ANY, AUTH, ENVELOPE } from './stages.ts';
import type { ReplyEntry } from './types.ts';

const gathered = '2026-11' as const;

/** iCloud Mail. */
export const ICLOUD_REPLIES: readonly ReplyEntry[] = [
  {
    id: 'icloud-auth-failed',
    from: 'icloud',
    priority: 3,
    stages: AUTH,
    code: 535,
    enhanced: '5.7.8',
    text: 'authentication failed',
    sample: '535 5.7.8 Error: authentication failed: authentication failure',
    finding: 'auth-app-password-required',
    cause: 'Apple takes only app-specific passwords here, and only the primary iCloud address as user name.',
    fix: [
      'Create an app-specific password at account.apple.com and use it.',
      'Log in with your primary @icloud.com address, even if you send from another.',
    ],
    temporary: false,
    source: 'https://github.com/dawidd6/action-send-mail/issues/84',
    gathered,
  },
  {
    id: 'icloud-from-not-yours',
    from: 'icloud',
    priority: 3,
    stages: ENVELOPE,
    code: 550,
    enhanced: '5.7.0',
    text: 'from address is not one of your addresses',
    sample: '550 5.7.0 From address is not one of your addresses.',
    finding: 'sender-not-permitted',
    cause: 'From is neither your iCloud address nor one of its aliases.',
    fix: ['Use one of the addresses listed in the iCloud Mail settings.'],
    temporary: false,
    source: 'sisimai/rb-sisimai lib/sisimai/rhost/apple.rb',
    gathered,
  },
  {
    id: 'icloud-too-many-errors',
    from: 'icloud',
    priority: 3,
    stages: ANY,
    code: 421,
    enhanced: '4.7.0',
    text: { all: ['icloud', 'too many errors'] },
    sample: '421 4.7.0 p00-icloudmta-asmtp-us-central-1k-60-percent-0.icloud.com Error: too many errors',
    finding: 'protocol-violation',
    cause: 'Several commands failed in a row, so the server hung up.',
    fix: ['Look at the first refusal in the dialogue; that is the one to repair.'],
    temporary: true,
    source: 'vdukhovni/postfix src/smtpd/smtpd.c',
    gathered,
  },
];
