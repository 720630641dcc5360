import type { Cause, Layer, Reference } from '../catalogue/cause.ts';
import { CAUSES, type Code } from '../catalogue/causes.ts';
import type { ContractCode } from '../catalogue/errors/index.ts';
import { meantWords } from '../catalogue/providers/index.ts';
import type { Blame, Confidence, NextStep } from '../diagnose/types.ts';
import { MODE_NAMES, type Mode } from '../ports.ts';
import { confirmation } from './confirm.ts';
import { certificateWords } from './details.ts';
import { flatten } from './flatten.ts';
import { maskSecrets } from './mask.ts';
import { matches, weigh } from './match.ts';
import { meaningIn } from './meaning.ts';
import { type Places, placesOf } from './places.ts';
import { type FoundReply, replyIn } from './replies.ts';
import { quoteAt, searchable, shorten } from './text.ts';
import { wordsOf } from './words.ts';

/** One cause that an error may have. Nothing was tested, so it is `certain` only where the server itself said it. */
export type Explanation = {
  readonly code: Code;
  readonly layer: Layer;
  readonly confidence: Confidence;
  readonly blame: Blame;
  readonly title: string;
  readonly cause: string;
  readonly fix: readonly string[];
  /** The words of the error that led here, at most 120 characters, secrets left out. */
  readonly because: string;
  /** What would settle it. */
  readonly confirm: NextStep;
  readonly references: readonly Reference[];
};

/** What is known besides the error: where the client was sent, and how it encrypts. */
export type ErrorContext = {
  readonly host?: string | undefined;
  readonly port?: number | undefined;
  readonly mode?: Mode | undefined;
};

type Guess = {
  readonly code: Code;
  readonly confidence: Confidence;
  readonly because: string;
  readonly words: Words;
  /** In place of the general words, where the reply catalogue knows this very reply. */
  readonly cause?: string;
  readonly fix?: readonly string[];
  /** Before the general words, where only the codes of the reply are known. */
  readonly registered?: string;
  /** Where the general one is of another's fault. */
  readonly blame?: Blame;
};
type Words = Readonly<Record<string, string>>;

const CONFIDENCES: readonly Confidence[] = ['certain', 'likely', 'possible'];
/** More than this is no help. */
const MOST = 4;

/**
 * The causes that an error text, an error object, a pasted stack or a transcript may stand for, most probable first.
 * Empty when nothing is recognised. Reads nothing but its arguments and never throws.
 *
 * @example
 * const [first] = explainError(error, { host: 'smtp.example.com', port: 465, mode: 'starttls' });
 * if (first !== undefined) console.error(first.title, first.fix);
 */
export function explainError(error: unknown, context: ErrorContext = {}): readonly Explanation[] {
  const text = maskSecrets(flatten(error));
  const lower = searchable(text);
  const places = placesOf(error, lower.replaceAll('\n', ' '), context);
  const reply = replyIn(error, text, lower);
  const guesses = [
    ...(reply === null ? [] : [fromReply(reply, places)]),
    ...fromTexts(text, lower, places, reply),
  ].toSorted((a, b) => CONFIDENCES.indexOf(a.confidence) - CONFIDENCES.indexOf(b.confidence));
  const first = guesses.filter(({ code }, index) => guesses.findIndex((other) => other.code === code) === index);
  const certificate = certificateWords(text);
  return first.slice(0, MOST).map((guess) => told(guess, { ...certificate, ...guess.words }, places));
}

function fromReply(reply: FoundReply, { host }: Places): Guess {
  const { code, instead, confidence, cause, fix, registered } = meaningIn(reply, host);
  const said = [reply.code, reply.enhanced ?? '', ...reply.lines].join(' ').replace(/\s+/g, ' ').trim();
  const verb = reply.to === 'TEXT' ? 'the message' : reply.to;
  return {
    code: known(code, instead),
    confidence: reply.lines.length === 0 && confidence === 'certain' ? 'likely' : confidence,
    because: shorten(said, 120),
    ...(cause === null ? {} : { cause }),
    ...(fix === null || fix.length === 0 ? {} : { fix }),
    ...(registered === null ? {} : { registered }),
    ...(OF_THE_CLIENT.has(code) ? { blame: 'client' } : {}),
    words: {
      ...reply.words,
      reply: shorten(said, 240),
      detail: shorten(said, 240),
      ...(verb === null || verb === 'CONNECT' ? {} : { verb }),
    },
  };
}

/** Complaints that a server makes of the client it talks to. */
const OF_THE_CLIENT: ReadonlySet<ContractCode> = new Set<ContractCode>(['protocol-violation', 'reply-timeout']);

function fromTexts(text: string, lower: string, { port, mode }: Places, reply: FoundReply | null): readonly Guess[] {
  const said = searchable(reply?.lines.join(' ') ?? '');
  return (
    matches(lower)
      // What the server says of its own connections is not what happened to ours
      .filter(
        ({ row, start, end }) => reply === null || !(row.general === true || said.includes(lower.slice(start, end))),
      )
      .flatMap(({ row, start, end }) => {
        const because = quoteAt(text, start, end);
        return row.means.flatMap((candidate) => {
          const confidence = weigh(candidate, port, mode);
          const code = known(candidate.code, candidate.instead ?? 'policy-rejected');
          return confidence === null
            ? []
            : [{ code, confidence, because, words: { detail: because, ...candidate.words } }];
        });
      })
  );
}

function told(guess: Guess, words: Words, places: Places): Explanation {
  const { code, confidence, because } = guess;
  const cause: Cause = CAUSES[code];
  const { layer, references } = cause;
  const general = wordsOf(cause, { ...placeWords(places), ...words });
  return {
    code,
    layer,
    confidence,
    blame: guess.blame ?? cause.blame,
    title: general.title,
    cause: guess.cause ?? [guess.registered ?? [], general.cause].flat().join(' '),
    fix: guess.fix ?? general.fix,
    because,
    confirm: confirmation(code, cause, places),
    references,
  };
}

function placeWords({ host, port, mode, address }: Places): Words {
  return {
    ...(host === null ? {} : { host, ...meantWords(host) }),
    ...(address === null ? {} : { address, family: address.includes(':') ? 'IPv6' : 'IPv4' }),
    ...(mode === null || mode === 'implicit-tls' ? {} : { mode: MODE_NAMES[mode] }),
    ...(port === null ? {} : { port: `${port}`, upgradePort: `${port}`, ports: `port ${port}`, Ports: `Port ${port}` }),
    ...(port === 465 ? {} : { implicitPort: '465' }),
    ...(port === 587 ? {} : { starttlsPort: '587' }),
  };
}

/** A code of the contract whose wording is there, or the one that stands in. */
const known = (code: ContractCode, instead: Code): Code => (Object.hasOwn(CAUSES, code) ? (code as Code) : instead);
