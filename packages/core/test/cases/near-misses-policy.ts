import { at, REFUSED, STARTTLS, saying, TLS } from './case.ts';
import {
  answering,
  byName,
  envelope,
  HEALTHY,
  login,
  message,
  type NearMisses,
  own,
  provider,
  REST,
} from './near-miss.ts';

const mailed = { ...login, ...envelope };

export const POLICY_NEAR_MISSES: NearMisses = {
  'submission-requires-auth': {
    given: { world: answering({ MAIL: '530 5.7.0 Authentication required' }), asked: envelope },
    nearly: [
      {
        differs: 'somebody did log in',
        world: answering({ RCPT: '550 5.7.1 Nope' }),
        asked: mailed,
        gives: 'policy-rejected',
      },
      {
        differs: 'the command came out of turn, and nobody speaks of a login',
        world: answering({ MAIL: '503 5.5.1 EHLO first' }),
        asked: envelope,
        gives: 'protocol-violation',
      },
    ],
    well: mailed,
  },
  'sender-not-permitted': {
    given: { world: answering({ MAIL: '550 5.1.8 Sender unknown here' }), asked: mailed },
    nearly: [
      {
        differs: 'it is said of the recipient',
        world: answering({ RCPT: '550 5.1.1 Unknown here' }),
        asked: mailed,
        gives: 'recipient-unknown',
      },
    ],
  },
  'recipient-relay-denied': {
    given: { world: answering({ RCPT: '554 5.7.1 <bob@elsewhere.test>: Relay access denied' }), asked: mailed },
    nearly: [
      {
        differs: 'access is denied for no such reason',
        world: answering({ RCPT: '554 5.7.1 <bob@elsewhere.test>: Nope' }),
        asked: mailed,
        gives: 'policy-rejected',
      },
      {
        differs: 'a submission server that offers a login says it to somebody who has not logged in, as Exim 4.96 does',
        world: answering({ RCPT: '550 relay not permitted' }),
        asked: envelope,
        gives: 'submission-requires-auth',
      },
      {
        differs: "the recipient is of the server's own domain, and OpenSMTPD 6.8 says so of a user it does not know",
        world: answering({ RCPT: '550 Invalid recipient: <bob@example.test>' }),
        asked: { ...provider('mail.example.test'), envelope: { ...envelope.envelope, to: 'bob@example.test' } },
        gives: 'recipient-unknown',
      },
      {
        differs: 'the same is said in the words of Haraka 3.1.6',
        world: answering({ RCPT: '550 I cannot deliver mail for <bob@elsewhere.test>' }),
        asked: envelope,
        gives: 'submission-requires-auth',
      },
    ],
  },
  'recipient-unknown': {
    given: { world: answering({ RCPT: '550 5.1.1 User unknown' }), asked: mailed },
    nearly: [
      {
        differs: 'it is only for now',
        world: answering({ RCPT: '450 4.1.1 Hmm' }),
        asked: mailed,
        gives: 'greylisted',
      },
      {
        differs: 'the mailbox is full',
        world: answering({ RCPT: '552 5.2.2 Full' }),
        asked: mailed,
        gives: 'policy-rejected',
      },
    ],
  },
  greylisted: {
    given: { world: answering({ RCPT: '450 4.2.0 Greylisted' }), asked: mailed },
    nearly: [
      {
        differs: 'it is for good',
        world: answering({ RCPT: '550 5.2.0 Greylisted' }),
        asked: mailed,
        gives: 'policy-rejected',
      },
      {
        differs: 'we sent too much',
        world: answering({ RCPT: '450 4.7.1 Error: too much mail from 203.0.113.7' }),
        asked: mailed,
        gives: 'rate-limited',
      },
    ],
  },
  'message-too-large': {
    given: { world: answering({ MAIL: '552 5.3.4 Message size exceeds fixed limit' }), asked: mailed },
    nearly: [
      {
        differs: 'it is the mailbox that has no room',
        world: answering({ RCPT: '552 5.2.2 Full' }),
        asked: mailed,
        gives: 'policy-rejected',
      },
    ],
  },
  'rate-limited': {
    given: { world: answering({ MAIL: '450 4.7.1 Error: too much mail from 203.0.113.7' }), asked: mailed },
    nearly: [
      {
        differs: 'nothing was too much',
        world: answering({ MAIL: '450 4.7.1 Error: no mail from here' }),
        asked: mailed,
        gives: 'greylisted',
      },
    ],
  },
  'content-rejected': {
    given: { world: answering({ '.': '550 5.7.1 Nope' }), asked: { ...login, ...message } },
    nearly: [
      {
        differs: 'nobody has seen the content yet',
        world: answering({ DATA: '550 5.7.1 Nope' }),
        asked: { ...login, ...message },
        gives: 'policy-rejected',
      },
    ],
  },
  'open-relay': {
    given: {
      world: at({ 25: STARTTLS, 587: REFUSED, 465: REFUSED, 2525: REFUSED }),
      asked: { ...own(25, 'starttls'), ...envelope },
    },
    nearly: [
      {
        differs: 'the recipient is one of its own',
        world: { ...HEALTHY, places: at({ 25: STARTTLS, 587: STARTTLS, 465: TLS }).places },
        asked: { ...byName, ...own(25, 'starttls'), envelope: { ...envelope.envelope, to: 'bob@example.test' } },
        gives: 'submission-on-relay-port',
      },
      {
        differs: 'we had logged in',
        world: at({ 25: STARTTLS, 587: REFUSED, 465: REFUSED, 2525: REFUSED }),
        asked: { ...own(25, 'starttls'), ...mailed },
        gives: 'submission-on-relay-port',
      },
    ],
    well: mailed,
  },
  'policy-rejected': {
    given: { world: answering({ RCPT: '550 5.7.1 Not accepted by local policy' }), asked: mailed },
    nearly: [
      {
        differs: 'it is only for now',
        world: answering({ RCPT: '450 4.7.1 Not accepted now' }),
        asked: mailed,
        gives: 'greylisted',
      },
      {
        differs: 'nobody had logged in',
        world: answering({ RCPT: '550 5.7.1 Not accepted' }),
        asked: envelope,
        gives: 'submission-requires-auth',
      },
    ],
  },
  'submission-on-relay-port': {
    given: { world: at({ 587: STARTTLS, 465: TLS, 25: STARTTLS }), asked: own(25, 'starttls') },
    nearly: [
      {
        differs: 'we only looked at port 25',
        world: at({ 587: STARTTLS, 465: TLS, 25: STARTTLS }),
        asked: { waitForAll: true },
        gives: null,
      },
    ],
    well: own(587, 'starttls'),
  },
  'fallback-port-in-use': {
    given: { world: at({ 587: REFUSED, 465: REFUSED, 2525: STARTTLS, 25: REFUSED }) },
    nearly: [
      { differs: '465 works, too', world: at({ 587: REFUSED, 465: TLS, 2525: STARTTLS, 25: REFUSED }), gives: null },
    ],
  },
  'nonstandard-behaviour': {
    given: { world: at({ 587: saying({ EHLO: '250-mail.example.test\n250 STARTTLS' }), ...REST }) },
    nearly: [
      {
        differs: 'the words hold letters beyond ASCII',
        world: at({ 587: { ...STARTTLS, greeting: '220 mail.example.test Grüße' }, ...REST }),
        gives: null,
      },
    ],
  },
};
