import { PORTS } from '@smtp-triage/core/ports';
import { MODE_LABELS } from '../words.ts';

const ROLES: Readonly<Record<(typeof PORTS)[number]['role'], string>> = {
  submission: 'submission',
  fallback: 'fallback',
  relay: 'relay',
};

/** In a sentence each: when to take it. */
const USE: Readonly<Record<number, string>> = {
  587: 'The default. It greets in plain text, then switches to TLS, then logs in.',
  465: 'As good as 587. TLS from the first byte; clients call it “SSL” or “SSL/TLS”.',
  2525: 'Official nowhere. Only where a provider offers it and both others are blocked.',
  25: 'Between servers, never for submission. Most networks block it outbound.',
};

/** What the page is for, in the words of whoever needs it. */
export const Question = () => (
  <div class="question">
    <h1>Mail does not go out. Why?</h1>
    <p class="lead">
      Is the port blocked, the encryption wrong, the login refused? Name the server: in seconds this says which, with
      evidence, and what to change.
    </p>
  </div>
);

/** The ladder before anything was tested: which port is for what, and where the encryption begins. */
export const PortLadder = () => (
  <section class="ports" aria-labelledby="ports-title">
    <h2 id="ports-title">Four ports, three kinds of trouble</h2>
    <p class="lead">
      Mail that does not go out fails in one of three places: the <b>connection</b>, the <b>encryption</b> or the{' '}
      <b>login</b>. Port and encryption belong together; most lost hours are a pair that does not match.
    </p>
    <ol class="rungs">
      {PORTS.map(({ port, role, mode, ref }) => (
        <li key={port} class={role}>
          <b class="port">{port}</b>
          <span class={`rail ${mode}`} aria-hidden="true" />
          <span class="what">
            <b>{MODE_LABELS[mode]}</b> · {ROLES[role]} · {ref.replace(' ', '\u00a0')}
            <br />
            {USE[port]}
          </span>
        </li>
      ))}
    </ol>
  </section>
);
