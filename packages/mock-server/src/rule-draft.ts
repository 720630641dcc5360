import type { Effect } from './effects.ts';
import { plainMatch } from './matching.ts';
import { PORTAL_REPLY } from './refusals.ts';
import type { Match, Only, Per, Rule, Stage, Text } from './rules.ts';
import { octetString } from './text.ts';
import { TlsFaults } from './tls-faults.ts';

/** A rate, and what is said beyond it. */
export type RateOptions = {
  readonly per: Per;
  readonly limit: number;
  /** Milliseconds. */
  readonly window: number;
  /** As for {@link RuleDraft.reply}; `450 4.7.1` when absent. */
  readonly reply?: readonly [code: number, enhanced?: string | null, text?: string];
};

/** A rule that can be continued: every method gives a new one and leaves this as it was. */
export class RuleDraft implements Rule {
  declare readonly stage: Stage;
  declare readonly match: Match | null;
  declare readonly effects: readonly Effect[];
  declare readonly limit: number | null;
  declare readonly only?: Only;

  /** Copies the rule; `at` is the usual way to one. */
  constructor(rule: Rule) {
    Object.assign(this, rule);
  }

  // What is said

  /** One reply line in place of the usual reply (RFC 5321 §4.2, enhanced code of RFC 3463). */
  reply(code: number, enhanced: string | null = null, text: string = 'scripted'): RuleDraft {
    return this.#and({ type: 'reply', code, enhanced, lines: [text] });
  }

  /** A reply of several lines (RFC 5321 §4.2.1). */
  replyLines(code: number, lines: readonly string[], enhanced: string | null = null): RuleDraft {
    return this.#and({ type: 'reply', code, enhanced, lines });
  }

  /** These octets and nothing else, line ends included; text stands for its UTF-8. */
  replyRaw(bytes: Uint8Array | string): RuleDraft {
    return this.#and({ type: 'raw', octets: octetString(bytes) });
  }

  /** So many octets of noise in place of the reply, the same for the same seed, with no line end among them. */
  garbage(octets: number): RuleDraft {
    return this.#and({ type: 'garbage', octets });
  }

  /** An HTTP redirect in place of the reply, as a captive portal says it. */
  httpReply(): RuleDraft {
    return this.replyRaw(PORTAL_REPLY);
  }

  // When it is said

  /** Waits before what comes next; alone, before the usual reply. */
  delay(ms: number): RuleDraft {
    return this.#and({ type: 'delay', ms });
  }

  /** Waits a time between the two, drawn from the server's seed. */
  jitter(fromMs: number, toMs: number): RuleDraft {
    return this.#and({ type: 'jitter', fromMs, toMs });
  }

  // How it is spoilt

  /** Sends the reply at this pace. */
  trickle(pace: { readonly bytesPerSecond: number }): RuleDraft {
    return this.#and({ type: 'trickle', ...pace });
  }

  /** Sends the reply in pieces of this size, with so many milliseconds between them. */
  slice({ size, gap }: { readonly size: number; readonly gap: number }): RuleDraft {
    return this.#and({ type: 'slice', size, gapMs: gap });
  }

  /** Sends the first octets of the reply and no more of it. */
  truncate(octets: number): RuleDraft {
    return this.#and({ type: 'truncate', octets });
  }

  /** Marks every line as one that another follows (RFC 5321 §4.2.1), and no other follows. */
  noFinalLine(): RuleDraft {
    return this.#and({ type: 'no-final-line' });
  }

  /** Ends lines in LF alone, which RFC 5321 §2.3.8 forbids. */
  bareLf(): RuleDraft {
    return this.#and({ type: 'bare-lf' });
  }

  /** Makes the last line this long in octets, line end included; RFC 5321 §4.5.3.1.5 allows 512. */
  overlong(octets: number): RuleDraft {
    return this.#and({ type: 'overlong', octets });
  }

  // How the connection ends

  /** Says nothing more on this connection, but keeps it open and reads. */
  never(): RuleDraft {
    return this.#and({ type: 'never' });
  }

  /** Closes the connection in order (FIN); alone, in place of the reply. */
  drop(): RuleDraft {
    return this.#and({ type: 'drop' });
  }

  /** Sends FIN and goes on reading in silence; alone, in place of the reply. */
  halfClose(): RuleDraft {
    return this.#and({ type: 'half-close' });
  }

  /** Resets the connection (RST); alone, in place of the reply. */
  reset(): RuleDraft {
    return this.#and({ type: 'reset' });
  }

  /** Says nothing more and reads nothing more, so that the client's window fills. */
  stall(): RuleDraft {
    return this.#and({ type: 'stall' });
  }

  /** The fault of the connection waits for so many octets: of the message at stage `body`, of the reply elsewhere. */
  afterBytes(octets: number): RuleDraft {
    return this.#only({ afterBytes: octets });
  }

  // EHLO and TLS

  /** Leaves a keyword out of the EHLO reply, and refuses what it stands for. Belongs to stage `ehlo`. */
  hide(keyword: string): RuleDraft {
    return this.#and({ type: 'hide', keyword: keyword.toUpperCase() });
  }

  /** Overwrites a keyword of the EHLO reply with X's, as inspecting firewalls do. Belongs to stage `ehlo`. */
  mangle(keyword: string): RuleDraft {
    return this.#and({ type: 'mangle', keyword: keyword.toUpperCase() });
  }

  /** Adds lines to the EHLO reply, each in place of one with the same keyword. Belongs to stage `ehlo`. */
  advertise(...lines: readonly string[]): RuleDraft {
    const edits = lines.map((line): Effect => ({ type: 'advertise', keyword: keywordOf(line), line }));
    return this.#with({ effects: [...this.effects, ...edits] });
  }

  /** Faults of the TLS handshake. Belongs to stage `tls`. */
  get tls(): TlsFaults<RuleDraft> {
    return new TlsFaults((fault) => this.#and(fault));
  }

  // How often, and for whom

  /** Only on the listener of this name. */
  on(listener: string): RuleDraft {
    return this.#with({ match: { ...this.match, listener } });
  }

  /** Only for clients that connect from this address, or that call themselves so in EHLO. */
  forClient(client: { readonly address?: Text; readonly hello?: Text }): RuleDraft {
    return this.#with({ match: { ...this.match, ...plainMatch(client) } });
  }

  /** The first time only. */
  once(): RuleDraft {
    return this.times(1);
  }

  /** The first n times only, counted over all connections of the server. */
  times(n: number): RuleDraft {
    return this.#with({ limit: n });
  }

  /** The k-th match alone, counted from 1. */
  nth(k: number): RuleDraft {
    return this.#only({ nth: k });
  }

  /** Not for the first n matches. */
  after(n: number): RuleDraft {
    return this.#only({ after: n });
  }

  /** Each n-th match. */
  every(n: number): RuleDraft {
    return this.#only({ every: n });
  }

  /** With this probability, drawn from the server's seed. */
  chance(probability: number): RuleDraft {
    return this.#only({ chance: probability });
  }

  /** A reply for those who come more often than so many times in so many milliseconds; the others pass. */
  rate({ per, limit, window, reply = [450, '4.7.1', 'Rate limit exceeded'] }: RateOptions): RuleDraft {
    return this.#only({ rate: { per, limit, windowMs: window } }).reply(...reply);
  }

  /** Only in this state of the scenario, which begins in `start`. */
  when(state: string): RuleDraft {
    return this.#only({ state });
  }

  /** The scenario is in this state from here on, for all connections of the server. */
  goto(state: string): RuleDraft {
    return this.#and({ type: 'goto', state });
  }

  #and(effect: Effect): RuleDraft {
    return this.#with({ effects: [...this.effects, effect] });
  }

  #only(restriction: Only): RuleDraft {
    return this.#with({ only: { ...this.only, ...restriction } });
  }

  #with(change: Partial<Rule>): RuleDraft {
    return new RuleDraft({ ...this, ...change });
  }
}

const keywordOf = (line: string): string => (line.split(' ', 1)[0] ?? line).toUpperCase();
