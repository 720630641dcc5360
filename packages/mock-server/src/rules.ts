/** Where in a connection a rule takes hold. `any` is every reply to a command; `auth` is the reply that ends the SASL exchange. */
export type Stage =
  | 'accept'
  | 'greeting'
  | 'ehlo'
  | 'starttls'
  | 'tls'
  | 'auth'
  | 'mail'
  | 'rcpt'
  | 'data'
  | 'body'
  | 'quit'
  | 'any';

/** What must hold besides the stage; an absent field holds always. A string is compared whole and without regard to case. */
export type Match = {
  readonly listener?: string;
  /** Reverse-path of MAIL (RFC 5321 §4.1.1.2), known from `mail` on. */
  readonly from?: string | RegExp;
  /** Forward-path of RCPT (RFC 5321 §4.1.1.3), known at `rcpt`. */
  readonly to?: string | RegExp;
  /** The user who logs in, known at `auth` and after. */
  readonly user?: string | RegExp;
  /** The command line as the transcript shows it, credentials masked. */
  readonly line?: string | RegExp;
};

/** What a rule does, in the order in which it was written. */
export type Effect =
  | {
      readonly type: 'reply';
      readonly code: number;
      readonly enhanced: string | null;
      readonly lines: readonly string[];
    }
  /** Exact octets, one character each (U+0000 to U+00FF), so that a rule stays plain JSON. */
  | { readonly type: 'raw'; readonly octets: string }
  | { readonly type: 'delay'; readonly ms: number }
  | { readonly type: 'never' }
  | { readonly type: 'drop' }
  | { readonly type: 'half-close' }
  | { readonly type: 'reset' }
  | { readonly type: 'hide'; readonly keyword: string }
  | { readonly type: 'mangle'; readonly keyword: string };

/** A fault on purpose: where, when, what, and how often (null: always). Plain data. */
export type Rule = {
  readonly stage: Stage;
  readonly match: Match | null;
  readonly effects: readonly Effect[];
  readonly limit: number | null;
};

/** A rule that can be continued: every method gives a new one and leaves this as it was. */
export class RuleDraft implements Rule {
  readonly stage: Stage;
  readonly match: Match | null;
  readonly effects: readonly Effect[];
  readonly limit: number | null;

  /** Copies the rule; {@link at} is the usual way to one. */
  constructor(rule: Rule) {
    this.stage = rule.stage;
    this.match = rule.match;
    this.effects = rule.effects;
    this.limit = rule.limit;
  }

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
    const octets = typeof bytes === 'string' ? new TextEncoder().encode(bytes) : bytes;
    return this.#and({ type: 'raw', octets: Array.from(octets, (octet) => String.fromCharCode(octet)).join('') });
  }

  /** Waits before what comes next; alone, before the usual reply. */
  delay(ms: number): RuleDraft {
    return this.#and({ type: 'delay', ms });
  }

  /** Says nothing more on this connection, but keeps it open. */
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

  /** Leaves a keyword out of the EHLO reply, and refuses what it stands for. Belongs to stage `ehlo`. */
  hide(keyword: string): RuleDraft {
    return this.#and({ type: 'hide', keyword: keyword.toUpperCase() });
  }

  /** Overwrites a keyword of the EHLO reply with X's, as inspecting firewalls do. Belongs to stage `ehlo`. */
  mangle(keyword: string): RuleDraft {
    return this.#and({ type: 'mangle', keyword: keyword.toUpperCase() });
  }

  /** Only on the listener of this name. */
  on(listener: string): RuleDraft {
    return new RuleDraft({ ...this.#data(), match: { ...this.match, listener } });
  }

  /** The first time only. */
  once(): RuleDraft {
    return this.times(1);
  }

  /** The first n times only, counted over all connections of the server. */
  times(n: number): RuleDraft {
    return new RuleDraft({ ...this.#data(), limit: n });
  }

  #and(effect: Effect): RuleDraft {
    return new RuleDraft({ ...this.#data(), effects: [...this.effects, effect] });
  }

  #data(): Rule {
    const { stage, match, effects, limit } = this;
    return { stage, match, effects, limit };
  }
}

/**
 * Begins a rule: `at` where, then what.
 *
 * @example
 * at('rcpt', { to: /@slow\.test$/ }).reply(450, '4.2.0', 'greylisted').times(2);
 * at('ehlo').hide('STARTTLS');
 */
export const at = (stage: Stage, match: Match | null = null): RuleDraft =>
  new RuleDraft({ stage, match, effects: [], limit: null });
