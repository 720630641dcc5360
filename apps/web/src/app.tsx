import { PortLadder, Question, Refused, Running, requestOf, Shell, TargetForm } from '@smtp-triage/page';
import { useState } from 'preact/hooks';
import type { Past } from './history.ts';
import { Compared, PastList } from './past.tsx';
import { ReadBox } from './read-box.tsx';
import { ResultScreen } from './result-screen.tsx';
import type { State } from './state.ts';
import { ThemeSwitch } from './theme-switch.tsx';

/** What a person can do on the page. */
export type Deeds = {
  readonly submit: (form: HTMLFormElement) => void;
  readonly hint: (text: string) => void;
  readonly stop: () => void;
  readonly readText: (text: string, as: 'any' | 'settings' | 'error') => void;
  readonly fill: (fields: Readonly<Record<string, string>>) => void;
  readonly compare: (before: Past, after: Past) => void;
};

type AppProps = { readonly state: State; readonly deeds: Deeds; readonly logins: boolean; readonly version: string };

/** The whole page as it stands. */
export const App = ({ state, deeds, logins, version }: AppProps) => (
  <Shell version={version} theme={<ThemeSwitch />}>
    <p class="unseen" role="status" aria-live="polite">
      {state.said}
    </p>
    {state.screen.kind === 'home' ? <Question /> : null}
    <Form state={state} deeds={deeds} logins={logins} />
    <div id="result" tabIndex={-1}>
      <Screen state={state} deeds={deeds} />
    </div>
    {state.screen.kind === 'home' || state.screen.kind === 'refused' ? (
      <>
        {state.screen.kind === 'home' ? <PortLadder /> : null}
        <ReadBox result={state.read} onText={deeds.readText} onTest={deeds.fill} />
        <PastList onCompare={deeds.compare} />
      </>
    ) : null}
  </Shell>
);

function Form({ state, deeds, logins }: Omit<AppProps, 'version'>) {
  const [secretReady, setSecretReady] = useState(false);
  const { screen, fields, form, problem, hint } = state;
  return (
    <TargetForm
      // Its fields keep what is typed, so that no state ever holds the password; values from elsewhere make a new form
      key={form}
      fields={fields}
      problem={problem}
      hint={hint}
      logins={logins}
      busy={screen.kind === 'running'}
      secretReady={secretReady}
      onSubmit={deeds.submit}
      onHost={deeds.hint}
      onChange={(form) => setSecretReady(isSecretReady(form))}
    />
  );
}

/** A password may be typed once it is clear whose it is, and that it would only travel encrypted (UI-20). */
function isSecretReady(form: HTMLFormElement): boolean {
  const { user, mode } = Object.fromEntries(new FormData(form)) as Readonly<Record<string, string>>;
  return (user ?? '').trim() !== '' && mode !== 'cleartext';
}

function Screen({ state: { screen, fields }, deeds }: Pick<AppProps, 'state' | 'deeds'>) {
  switch (screen.kind) {
    case 'home':
      return null;
    case 'running':
      return (
        <>
          {screen.link === 'lost' ? (
            <p class="banner" role="alert">
              The connection to this page’s service broke. The test goes on; looking for it again …
            </p>
          ) : null}
          <Running {...screen} onCancel={deeds.stop} />
        </>
      );
    case 'result':
      return <ResultScreen key={screen.id} {...screen} user={fields['user'] || null} />;
    case 'refused':
      return <Refused {...screen.refusal} commands={screen.commands} />;
    case 'compared':
      return <Compared {...screen} />;
  }
}

/** What a filled-in form says; the password is taken out of its field in the same breath. */
export function takeForm(form: HTMLFormElement) {
  const { secret = '', ...fields } = Object.fromEntries(new FormData(form)) as Readonly<Record<string, string>>;
  const request = requestOf({ ...fields, secret });
  if (request.ok) {
    const secretField = form.elements.namedItem('secret');
    if (secretField instanceof HTMLInputElement) secretField.value = '';
    // Out of the way of the result
    form.querySelector('details')?.removeAttribute('open');
  }
  return { fields, request };
}
