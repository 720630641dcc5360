import type { ShellLine } from '../own-computer.ts';
import { refusalOf } from '../words.ts';
import { Commands } from './commands.tsx';

/** What the service answered instead of a diagnosis (RFC 9457), or that it did not answer. */
export type RefusalFacts = {
  readonly slug: string;
  readonly title: string;
  readonly detail: string | null;
  readonly retryAfterS: number | null;
};

/** A wait as people say it. */
const waitWords = (seconds: number): string =>
  seconds < 90
    ? `${seconds} s`
    : seconds < 5_400
      ? `${Math.round(seconds / 60)} minutes`
      : `${Math.round(seconds / 3_600)} hours`;

type RefusedProps = RefusalFacts & { readonly commands: readonly ShellLine[] };

/** Says whose fault it is and what helps; the command line has none of the limits of a service. */
export function Refused({ slug, title, detail, retryAfterS, commands }: RefusedProps) {
  const { whose, help } = refusalOf(slug);
  return (
    <>
      <section class="refused" role="alert">
        <p class="word">{whose}</p>
        <h1>{title}</h1>
        {detail === null || detail === title ? null : <p>{detail}</p>}
        <p>
          {help}
          {retryAfterS === null ? '' : ` Again in ${waitWords(retryAfterS)}.`}
        </p>
      </section>
      {commands.length === 0 ? null : <Commands lines={commands} />}
    </>
  );
}
