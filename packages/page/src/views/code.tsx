import type { Cause } from '@smtp-triage/core/catalogue';
import { BLAME_WORDS, SEVERITY_WORDS, STAGE_WORDS } from '../words.ts';

type CodeProps = { readonly code: string; readonly cause: Cause };

const OURS = 'npx smtp-triage smtp.example.com';
const UPGRADE = 'openssl s_client -connect smtp.example.com:587 -starttls smtp -brief';
const LOGIN = `${OURS} --user you@example.com`;
const ENVELOPE = `${LOGIN} --from you@example.com --to you@example.com`;

/** How to see for oneself, by the stage in which a cause shows: ours first, then what most systems have. */
const CHECKS: Readonly<Record<Cause['stage'], readonly string[]>> = {
  dns: [OURS, 'dig +short smtp.example.com A smtp.example.com AAAA'],
  connect: [OURS, 'nc -vz -w 10 smtp.example.com 587'],
  greeting: [OURS, 'nc -v -w 60 smtp.example.com 587'],
  ehlo: [OURS, UPGRADE],
  starttls: [OURS, UPGRADE],
  tls: [OURS, UPGRADE],
  auth: [LOGIN],
  envelope: [ENVELOPE],
  data: [ENVELOPE],
};

const checksOf = (code: string, { stage }: Cause): readonly string[] =>
  code.startsWith('settings-') ? ['npx smtp-triage lint .env'] : CHECKS[stage];

/** One cause: what it looks like, what it is, how to see it for oneself, and what to change. */
export const CodePage = ({ code, cause }: CodeProps) => (
  <article class="code">
    <p class="word">
      <a href="/codes">Causes</a> · {cause.layer}
    </p>
    <h1>{cause.title}</h1>
    <p class="soft">
      <code>{code}</code> · seen at the {STAGE_WORDS[cause.stage]} · {SEVERITY_WORDS[cause.severity]} · whose move:{' '}
      {BLAME_WORDS[cause.blame].toLowerCase()}
    </p>
    <h2>What is going on</h2>
    <p>{cause.cause}</p>
    <h2>See for yourself</h2>
    {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by key (WCAG 2.1.1) */}
    <pre tabIndex={0}>
      <code>{checksOf(code, cause).join('\n')}</code>
    </pre>
    <h2>What to change</h2>
    {cause.fix.length === 0 ? (
      <p>Nothing: it is told so that you know.</p>
    ) : (
      <ol class="fix">
        {cause.fix.map((line) => (
          <li key={line}>{line}</li>
        ))}
      </ol>
    )}
    {cause.references.length === 0 ? null : (
      <>
        <h2>Read on</h2>
        <ul>
          {cause.references.map(({ title, url }) => (
            <li key={url}>
              <a href={url} rel="noreferrer">
                {title}
              </a>
            </li>
          ))}
        </ul>
      </>
    )}
  </article>
);

type ListProps = { readonly layers: readonly (readonly [string, readonly (readonly [string, string])[]])[] };

/** Every cause by layer, in the order in which one rules them out. */
export const CodeList = ({ layers }: ListProps) => (
  <article class="code">
    <h1>Every cause, by where it shows</h1>
    <p class="lead">
      First the connection, then the encryption, then the login: what fails first hides what comes after.
    </p>
    {layers.map(([layer, codes]) => (
      <section key={layer} aria-labelledby={`layer-${layer}`}>
        <h2 id={`layer-${layer}`}>{layer}</h2>
        <ul class="list">
          {codes.map(([code, title]) => (
            <li key={code}>
              <a href={`/codes/${code}`}>{title}</a> <code class="soft">{code}</code>
            </li>
          ))}
        </ul>
      </section>
    ))}
  </article>
);
