import type { Report } from '@smtp-triage/core';
import { MODE_LABELS } from '../words.ts';

/** A client as the list shows it. */
export type ClientName = { readonly id: string; readonly name: string; readonly kind: string };

/** Settings of one client, or why there are none. */
export type Snippet =
  | { readonly ok: true; readonly text: string; readonly where: string }
  | { readonly ok: false; readonly problem: string };

export type SettingsProps = {
  readonly recommendation: NonNullable<Report['recommendation']>;
  readonly clients: readonly ClientName[];
  readonly client: string;
  readonly snippet: Snippet | null;
  /** Absent without a script: then the choice is a form of its own. */
  readonly onClient?: (id: string) => void;
  readonly copy?: (text: () => string, label: string) => preact.VNode;
};

/** What works, for one client, ready to copy. The password is always a placeholder. */
export function SettingsCard({ recommendation, clients, client, snippet, onClient, copy }: SettingsProps) {
  const { host, port, mode, authMechanisms } = recommendation;
  return (
    <section class="settings" aria-labelledby="settings-title">
      <h2 id="settings-title">Settings that work</h2>
      <dl class="place">
        <div>
          <dt>Server</dt>
          <dd>{host}</dd>
        </div>
        <div>
          <dt>Port</dt>
          <dd>{port}</dd>
        </div>
        <div>
          <dt>Encryption</dt>
          <dd>{MODE_LABELS[mode]}</dd>
        </div>
        {authMechanisms.length === 0 ? null : (
          <div>
            <dt>Login</dt>
            <dd>{authMechanisms.join(', ')}</dd>
          </div>
        )}
      </dl>
      <form class="choose" method="get">
        <label for="client">For</label>
        <select
          id="client"
          name="client"
          onChange={(event) => onClient?.(event.currentTarget.value)}
          disabled={clients.length === 0}
        >
          {groupsOf(clients).map(([kind, members]) => (
            <optgroup key={kind} label={kind}>
              {members.map(({ id, name }) => (
                <option key={id} value={id} selected={id === client}>
                  {name}
                </option>
              ))}
            </optgroup>
          ))}
        </select>
        {onClient === undefined ? <button type="submit">Show</button> : null}
      </form>
      <div role="status">
        {snippet === null ? <p class="soft">…</p> : <SnippetView snippet={snippet} copy={copy} />}
      </div>
    </section>
  );
}

type SnippetProps = { readonly snippet: Snippet; readonly copy: SettingsProps['copy'] };

const SnippetView = ({ snippet, copy }: SnippetProps) =>
  snippet.ok ? (
    <>
      <p class="soft">{snippet.where}</p>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by key (WCAG 2.1.1) */}
      <pre tabIndex={0}>
        <code>{snippet.text}</code>
      </pre>
      {copy?.(() => snippet.text, 'Copy the settings')}
    </>
  ) : (
    <p class="wrong">No settings for it: {snippet.problem}.</p>
  );

function groupsOf(clients: readonly ClientName[]): readonly [string, readonly ClientName[]][] {
  const kinds = [...new Set(clients.map(({ kind }) => kind))];
  return kinds.map((kind) => [kind, clients.filter((each) => each.kind === kind)]);
}
