import type { Edit } from './effects.ts';
import { type Reply, reply, sharedReply } from './replies.ts';

/** What a server announces in one state of the connection (RFC 5321 §4.1.1.1). */
export class Offers {
  readonly lines: readonly string[];
  readonly #hostname: string;
  #hello: Reply | null = null;

  /** The EHLO lines of a server, without its name. */
  constructor(hostname: string, lines: readonly string[]) {
    this.#hostname = hostname;
    this.lines = lines;
  }

  /** The reply to EHLO; made once unless a rule edits it. */
  hello(edits: readonly Edit[]): Reply {
    if (edits.length > 0) return compose(this.#hostname, edited(this.lines, edits));
    this.#hello ??= sharedReply([this.#hostname, ...this.lines].join('\n'), () =>
      compose(this.#hostname, this.lines.map(asOffer)),
    );
    return this.#hello;
  }
}

/** The keywords in the lines of an EHLO reply that a test wrote; the first line is the server's name. */
export const keywordsIn = (lines: readonly string[]): readonly string[] =>
  lines.slice(1).flatMap((line) => /^[A-Za-z\d][A-Za-z\d-]*/.exec(line)?.[0].toUpperCase() ?? []);

/** A line of the EHLO reply; keyword null when it offers nothing any more. */
type Offer = { readonly line: string; readonly keyword: string | null };

function compose(hostname: string, offers: readonly Offer[]): Reply {
  return {
    ...reply(250, null, hostname, ...offers.map(({ line }) => line)),
    // `AUTH=LOGIN` is the old way to offer AUTH
    offers: offers.flatMap(({ keyword }) => keyword?.split('=', 1) ?? []),
  };
}

const asOffer = (line: string): Offer => ({ line, keyword: (line.split(' ', 1)[0] ?? line).toUpperCase() });

function edited(lines: readonly string[], edits: readonly Edit[]): readonly Offer[] {
  let offers = lines.map(asOffer);
  for (const edit of edits) {
    const { keyword } = edit;
    const isMeant = (offer: Offer): boolean => offer.keyword === keyword;
    switch (edit.type) {
      case 'hide':
        offers = offers.filter((offer) => !isMeant(offer));
        break;
      case 'mangle':
        // As a PIX firewall writes it: XXXXXXXA in place of STARTTLS
        offers = offers.map((offer) =>
          isMeant(offer) ? { line: `${'X'.repeat(keyword.length - 1)}A`, keyword: null } : offer,
        );
        break;
      case 'advertise':
        offers = [...offers.filter((offer) => !isMeant(offer)), { line: edit.line, keyword }];
        break;
      default:
        edit satisfies never;
    }
  }
  return offers;
}
