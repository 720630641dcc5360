import { differenceOf, fieldOf, ownCommands, type ReadAs } from '@smtp-triage/page';
import { render } from 'preact';
import { cancel, order, providersOf, type RefusalFacts, read } from './api.ts';
import { App, type Deeds, takeForm } from './app.tsx';
import { type Past, remember } from './history.ts';
import { readText } from './read-text.ts';
import { type Action, advance, START } from './state.ts';
import { watch } from './stream.ts';
import { ThemeSwitch } from './theme-switch.tsx';

const root = document.getElementById('app');
const { view = 'static', version = '', logins = 'no', id = '', host = '' } = root?.dataset ?? {};

let state = START;
/** Ends what is being watched when something else begins. */
let watching = new AbortController();

/** What happens while the page is drawn is drawn after it, and what happens together is drawn once. */
let isDue = false;

function dispatch(action: Action): void {
  state = advance(state, action);
  if (isDue) return;
  isDue = true;
  queueMicrotask(() => {
    isDue = false;
    draw();
  });
}

function draw(): void {
  if (root !== null) render(<App state={state} deeds={deeds} logins={logins === 'yes'} version={version} />, root);
}

const refuse = (refusal: RefusalFacts, input: string): void =>
  dispatch({ type: 'refused', refusal, commands: input === '' ? [] : ownCommands({ input, host: input }, null) });

const deeds: Deeds = {
  submit: (form) => {
    const { fields, request } = takeForm(form);
    if (!request.ok)
      return dispatch({
        type: 'field-wrong',
        problem: { field: request.field ?? 'host', says: request.problem },
        fields,
      });
    void test(fields, request.value);
  },
  hint: (text) => void hint(text),
  stop: () => {
    const { screen } = state;
    if (screen.kind === 'running' && screen.id !== null) void cancel(screen.id);
  },
  readText: (text, as) => void showText(text, as),
  fill: (fields) => {
    dispatch({ type: 'filled', fields });
    queueMicrotask(() => document.getElementById('host')?.focus());
  },
  compare: (before, after) => void compare(before, after),
};

type Request = Extract<ReturnType<typeof takeForm>['request'], { readonly ok: true }>['value'];

/** Orders a diagnosis and follows it. */
async function test(fields: Readonly<Record<string, string>>, request: Request): Promise<void> {
  dispatch({ type: 'asked', fields, own: request.settings ?? null });
  const accepted = await order(request);
  if (!accepted.ok) {
    const { refusal, pointer } = accepted;
    if (pointer !== null)
      dispatch({
        type: 'field-wrong',
        problem: { field: fieldOf(pointer), says: refusal.detail?.replace(/\.$/, '') ?? refusal.title },
        fields,
      });
    else refuse(refusal, request.target.host);
    return;
  }
  shownPath = `/d/${accepted.value.id}`;
  window.history.pushState(null, '', shownPath);
  dispatch({ type: 'accepted', id: accepted.value.id });
  await follow(accepted.value.id, request.target.host);
}

/** Watches a diagnosis to its end, then shows what came of it. */
async function follow(diagnosisId: string, input: string): Promise<void> {
  watching.abort();
  watching = new AbortController();
  const { signal } = watching;
  const watched = await watch(
    diagnosisId,
    { event: (event) => dispatch({ type: 'heard', event }), link: (link) => dispatch({ type: 'link', link }) },
    signal,
  );
  if (signal.aborted) return;
  if (!watched.ok) return refuse(watched.refusal, input);
  await show(diagnosisId, input);
}

/** Shows a diagnosis that has ended; one that has not is watched. */
async function show(diagnosisId: string, input: string): Promise<void> {
  const answer = await read(diagnosisId);
  if (!answer.ok) return refuse(answer.refusal, input);
  const { status, failed, ...report } = answer.value;
  if (status === 'queued' || status === 'running') {
    dispatch({ type: 'opened', id: diagnosisId, host: input });
    return follow(diagnosisId, input);
  }
  if (!isReport(report)) {
    const title =
      status === 'cancelled'
        ? 'The test was stopped before anything was known'
        : `The test failed: ${failed ?? status}`;
    return refuse({ slug: 'internal', title, detail: null, retryAfterS: null }, input);
  }
  const { verdict, target, vantage, traces = [] } = report;
  remember({ id: diagnosisId, host: target.host, verdict, at: vantage.startedAt });
  if (state.fields['host'] === undefined) dispatch({ type: 'filled', fields: { host: target.input } });
  dispatch({ type: 'finished', id: diagnosisId, report, traces });
  queueMicrotask(reveal);
}

type Report = Extract<Action, { readonly type: 'finished' }>['report'];
const isReport = (value: Partial<Report>): value is Report => value.verdict !== undefined && value.routes !== undefined;

/** Names the provider of an e-mail address. Only its domain is asked for: who writes there is nobody's business. */
async function hint(text: string): Promise<void> {
  const domain = /@([^\s@]+)$/.exec(text.trim())?.[1];
  const answer = domain === undefined ? null : await providersOf(domain);
  const provider = answer?.ok === true ? answer.value.providers[0] : undefined;
  const [first] = provider?.submission ?? [];
  const place = first === undefined ? '' : `: ${first.host}, port ${first.port}`;
  dispatch({ type: 'hinted', hint: provider === undefined ? null : `${provider.name}${place}` });
}

/** Shows what a text means; a saved test fills the page as a finished one does. */
async function showText(text: string, as: ReadAs): Promise<void> {
  const result = await readText(text, as);
  if (result.kind !== 'case') return dispatch({ type: 'read', result });
  dispatch({ type: 'filled', fields: { host: result.report.target.input } });
  dispatch({ type: 'finished', id: null, report: result.report, traces: result.traces });
  queueMicrotask(() => document.getElementById('result')?.focus());
}

async function compare(before: Past, after: Past): Promise<void> {
  const [first, second] = await Promise.all([read(before.id), read(after.id)]);
  const failed = [first, second].find((each) => !each.ok);
  if (failed?.ok === false) return refuse(failed.refusal, after.host);
  if (!first.ok || !second.ok || !isReport(first.value) || !isReport(second.value)) return;
  dispatch({ type: 'compared', host: after.host, changes: differenceOf(first.value, second.value) });
}

document.addEventListener('dragover', (event) => event.preventDefault());
document.addEventListener('drop', (event) => {
  event.preventDefault();
  const file = event.dataTransfer?.files[0];
  if (file !== undefined) void file.text().then((text) => showText(text, 'any'));
});
// Back and forward between results; a jump within one is none of these
let shownPath = window.location.pathname;
window.addEventListener('popstate', () => {
  if (window.location.pathname !== shownPath) window.location.reload();
});
// A line of a transcript may be folded away: whoever jumps there wants to see it
window.addEventListener('hashchange', reveal);

function reveal(): void {
  const id = window.location.hash.slice(1);
  // Other places, such as the content behind the skip link, are the browser's own business
  if (!id.startsWith('line-')) return;
  const line = document.getElementById(id);
  line?.closest('details')?.setAttribute('open', '');
  line?.scrollIntoView({ block: 'center' });
  line?.focus({ preventScroll: true });
}

if (view === 'home') draw();
else if (view === 'diagnosis') void show(id, host);
else if (view === 'static') {
  const place = document.getElementById('theme');
  if (place !== null) render(<ThemeSwitch />, place);
}
