import type { Explanation } from '@smtp-triage/core';
import { printable } from '@smtp-triage/core/live';
import type { LintReport } from '@smtp-triage/core/settings';
import { BLAME_WORDS, CONFIDENCE_WORDS, MODE_LABELS, SEVERITY_WORDS } from '../words.ts';
import { Icon } from './icon.tsx';

/** What an error text may mean, the most probable first. Nothing was tested. */
export function Explanations({ all }: { readonly all: readonly Explanation[] }) {
  if (all.length === 0) {
    return (
      <section class="finding info" aria-labelledby="read-title">
        <h3 id="read-title">Nothing in this text is known here</h3>
        <p>Paste more of it: the lines around it, the server’s reply with its number, or the whole stack.</p>
      </section>
    );
  }
  return (
    <section aria-labelledby="read-title">
      <h3 id="read-title">{all.length === 1 ? 'What it means' : 'What it may mean'}</h3>
      {all.map((one) => (
        <article key={one.code} class={`finding ${one.confidence === 'possible' ? 'warning' : 'error'}`}>
          <h4>
            <Icon state={one.confidence === 'possible' ? 'warn' : 'fail'} /> {printable(one.title)}
          </h4>
          <p class="soft">
            {CONFIDENCE_WORDS[one.confidence][0]} · {BLAME_WORDS[one.blame]} ·{' '}
            <a href={`/codes/${one.code}`}>{one.code}</a>
          </p>
          <p>{printable(one.cause)}</p>
          <ol class="fix">
            {one.fix.map((line) => (
              <li key={line}>{printable(line)}</li>
            ))}
          </ol>
          <p>
            Because of <q class="said">{printable(one.because)}</q>
          </p>
          <p class="soft">
            To make sure: {printable(one.confirm.action)}
            {one.confirm.command === undefined ? null : (
              <>
                {' '}
                <code>{printable(one.confirm.command)}</code>
              </>
            )}
          </p>
        </article>
      ))}
      <p class="soft">Nothing was tested, and nothing was sent: this was read from the text alone, in your browser.</p>
    </section>
  );
}

type LintProps = {
  readonly report: LintReport;
  /** Takes the host of the settings into the form. */
  readonly onTest?: () => void;
};

/** What is wrong with settings, line by line, as they stand and as they should be. */
export function LintResult({ report, onTest }: LintProps) {
  const { client, findings, settings } = report;
  const worst = findings.some(({ severity }) => severity === 'error')
    ? 'error'
    : findings.some(({ severity }) => severity === 'warning')
      ? 'warning'
      : 'info';
  return (
    <section aria-labelledby="read-title">
      <h3 id="read-title">
        <Icon state={worst === 'error' ? 'fail' : worst === 'warning' ? 'warn' : 'ok'} />{' '}
        {worst === 'info' ? 'Nothing is wrong with these settings' : 'What is wrong with these settings'}
        {client === null ? '' : ` (${client})`}
      </h3>
      {findings.map((one) => (
        <article key={`${one.code} ${one.line}`} class={`finding ${one.severity}`}>
          <h4>{printable(one.title)}</h4>
          <p class="soft">
            {SEVERITY_WORDS[one.severity]}
            {one.line === null ? '' : ` · line ${one.line}`} · <a href={`/codes/${one.code}`}>{one.code}</a>
          </p>
          <p>{printable(one.what)}</p>
          {one.quote === null ? null : (
            <pre class="change">
              <del>{printable(one.quote)}</del>
              {one.corrected === null ? null : <ins>{printable(one.corrected)}</ins>}
            </pre>
          )}
        </article>
      ))}
      <p>
        Read as: {settings.host === null ? 'no host' : printable(settings.host)}, port {settings.port ?? 'not said'},{' '}
        {settings.mode === null ? 'encryption not said' : MODE_LABELS[settings.mode]}.{' '}
        {onTest === undefined || settings.host === null ? null : (
          <button type="button" onClick={onTest}>
            Test this server
          </button>
        )}
      </p>
      <p class="soft">
        Nothing was tested, and nothing was sent: this was read in your browser. A password is never shown.
      </p>
    </section>
  );
}
