import { isGlobalUnicast } from '../address.ts';
import type { Mode } from '../ports.ts';
import { roleOf } from '../ports.ts';
import { addressFamily } from '../target.ts';
import type { Speaker, Stage } from '../trace/types.ts';
import { lookUp } from './lookup.ts';
import { routeOf, specOf } from './routes.ts';
import { type Draft, feed, isOpen, type Line, launch, ofTarget } from './state.ts';

/** Orders the tests that settle an ambiguity, as soon as there is one: at once, in parallel, each at most once. */
export function orderFollowUps(draft: Draft): void {
  for (const line of draft.lines.filter(ofTarget)) {
    if (isQuiet(line, 'tls')) askForLittle(draft, line);
    if (draft.request.waitForAll) slipInOnce(draft, line);
    const mode = modeInDoubt(line);
    if (mode !== null && !knows(draft, line, mode)) {
      const { port, family, address } = line.attempt.spec.route;
      launch(draft, specOf(draft.request, routeOf(draft.request, port, mode, family, address, 'follow-up')));
    }
  }
  for (const line of draft.lines.filter((each) => isOpen(each) && isQuiet(each, 'greeting')))
    giveUpIfExplained(draft, line);
}

/** A handshake stalls: one that a short alert answers tells a stalled server from a path that loses large packets. */
function askForLittle(draft: Draft, line: Line): void {
  const { route } = line.attempt.spec;
  const isAsked = ({ attempt: { spec } }: Line): boolean =>
    spec.route.port === route.port && spec.route.mode === route.mode && spec.offer === 'nothing-common';
  if (draft.lines.some(isAsked)) return;
  const spec = specOf(draft.request, { ...route, id: `${route.id}-small`, purpose: 'size-test' });
  launch(draft, { ...spec, goal: 'tls', mechanisms: [], offer: 'nothing-common' });
}

/** Asked to look at everything, we also look whether the server believes what comes before the handshake. */
function slipInOnce(draft: Draft, line: Line): void {
  const { spec, tls } = line.attempt;
  const isAsked = ({ attempt }: Line): boolean => attempt.spec.slipsIn && attempt.spec.route.port === spec.route.port;
  // Where the greeting comes late, a second one would come as late again
  const late = isQuiet(line, 'greeting');
  if (tls === null || late || spec.route.mode !== 'starttls' || draft.lines.some(isAsked)) return;
  const slipped = specOf(draft.request, { ...spec.route, id: `${spec.route.id}-slip`, purpose: 'injection-test' });
  launch(draft, { ...slipped, goal: 'tls', mechanisms: [], slipsIn: true });
}

/** The other mode, where what was seen so far may mean that this one is wrong. */
function modeInDoubt(line: Line): Mode | null {
  const { mode } = line.attempt.spec.route;
  if (mode === 'implicit-tls') {
    const answeredInCleartext = line.events.some((e) => e.type === 'not-secured' && e.failure.why === 'not-tls');
    return answeredInCleartext || isQuiet(line, 'tls') ? 'starttls' : null;
  }
  const closedUnheard =
    line.attempt.reached === 'connect' && line.events.some((e) => e.type === 'closed' && e.by === 'peer');
  return isQuiet(line, 'greeting') || closedUnheard ? 'implicit-tls' : null;
}

/** One second look per port and mode is enough, whichever address it goes to. */
const knows = (draft: Draft, line: Line, mode: Mode): boolean =>
  draft.lines.some(
    ({ attempt: { spec } }) => spec.route.port === line.attempt.spec.route.port && spec.route.mode === mode,
  );

/** What no port says that will yet greet in cleartext SMTP, however long one waits. */
const NO_GREETING: ReadonlySet<Speaker> = new Set<Speaker>([
  'tls-handshake',
  'tls-alert',
  'http',
  'ssh',
  'imap',
  'pop3',
]);

/** A port that greets inside TLS, or answers a ClientHello in TLS (even if that fails) or in another protocol: nothing to wait for. */
function giveUpIfExplained(draft: Draft, line: Line): void {
  const { port, id } = line.attempt.spec.route;
  const isExplained = draft.lines.some(
    ({ attempt: { spec }, events }) =>
      spec.route.port === port &&
      spec.route.mode === 'implicit-tls' &&
      events.some(
        (e) =>
          (e.type === 'reply' && e.to === 'CONNECT') ||
          (e.type === 'not-secured' && e.failure.speaker !== null && NO_GREETING.has(e.failure.speaker)),
      ),
  );
  if (isExplained) feed(draft, id, { type: 'told', word: 'give-up', at: draft.at });
}

/** How long a control host has to answer, in milliseconds. */
const CONTROL_MS = 4_000;

/** Asks the control hosts, once, when silence leaves open whether the network or the server is the cause. */
export function orderControls(draft: Draft): void {
  if (draft.controlsAsked) return;
  const own = draft.lines.filter((line) => ofTarget(line) && roleOf(line.attempt.spec.route.port) !== 'relay');
  const inDoubt = own.filter(({ attempt: { spec } }) => spec.route.purpose === 'settings');
  const asked = inDoubt.length > 0 ? inDoubt : own;
  if (asked.length === 0 || !asked.every((line) => isQuiet(line, 'connect') && line.attempt.reached === null)) return;
  draft.controlsAsked = true;
  const isPublic = asked.every(({ attempt: { spec } }) => isGlobalUnicast(spec.route.address));
  for (const { host } of draft.request.controls.filter(({ builtIn }) => isPublic || !builtIn)) {
    const family = addressFamily(host);
    if (family === null && !draft.request.proxied) lookUp(draft, host);
    else launchControl(draft, host, family, host);
  }
}

/** One TCP connection to a control host, on its own port or on the port in doubt. */
export function launchControl(draft: Draft, host: string, family: 4 | 6 | null, address: string): void {
  const control = draft.request.controls.find((each) => each.host === host);
  const doubt = draft.lines.find((line) => ofTarget(line) && isQuiet(line, 'connect'))?.attempt.spec.route.port ?? 587;
  const port = control?.port ?? doubt;
  if (
    control === undefined ||
    draft.lines.some(({ attempt: { spec } }) => spec.route.host === host && spec.route.purpose === 'control')
  )
    return;
  const route = {
    id: `control-${host}-${port}`,
    purpose: 'control',
    host,
    port,
    mode: 'cleartext',
    family,
    address,
  } as const;
  const spec = specOf(draft.request, route);
  launch(draft, {
    ...spec,
    // Its answer is wanted before the silence that it is to explain runs out
    timing: { ...spec.timing, connectMs: Math.min(spec.timing.connectMs, CONTROL_MS) },
    connectPort: port,
  });
}

const isQuiet = ({ events }: Line, stage: Stage): boolean =>
  events.some((e) => (e.type === 'quiet' || e.type === 'timed-out') && e.stage === stage);
