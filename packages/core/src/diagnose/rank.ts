import type { Cause, Layer } from '../catalogue/cause.ts';
import { CAUSES, CODES, type Code } from '../catalogue/causes.ts';
import { STAGES } from '../trace/types.ts';
import type { Claim } from './claim.ts';
import type { Facts } from './facts.ts';
import { providerReferences } from './provider-advice.ts';
import type { Confidence, Finding, Severity } from './types.ts';
import { wording } from './words.ts';

const SEVERITIES: readonly Severity[] = ['error', 'warning', 'info'];
const CONFIDENCES: readonly Confidence[] = ['certain', 'likely', 'possible'];

/** Joins the claims of each code into one finding, most important first. */
export function rank(facts: Facts, claims: readonly Claim[]): readonly Finding[] {
  const weighed = claims.filter(isTelling).map((claim) => ({ claim, severity: severityOf(facts, claim) }));
  const ordered = weighed.toSorted(
    (a, b) =>
      own(b.claim) - own(a.claim) ||
      SEVERITIES.indexOf(a.severity) - SEVERITIES.indexOf(b.severity) ||
      weight(b.claim) - weight(a.claim) ||
      CONFIDENCES.indexOf(a.claim.confidence) - CONFIDENCES.indexOf(b.claim.confidence) ||
      CODES.indexOf(a.claim.code) - CODES.indexOf(b.claim.code),
  );
  const codes = [...new Set(ordered.map(({ claim }) => claim.code))];
  const findings = codes.map((code) => {
    const [first, ...rest] = ordered.filter(({ claim }) => claim.code === code);
    if (first === undefined) throw new Error(`no claim of ${code}`);
    // What is only a remark elsewhere does not belong into the words of a failure
    const alike = rest.filter(({ severity }) => severity === first.severity).map(({ claim }) => claim);
    return join(facts, code, first.severity, [first.claim, ...alike]);
  });
  // An own route's remark (info) must not stand before somebody else's failure
  return findings.toSorted((a, b) => Number(b.severity !== 'info') - Number(a.severity !== 'info'));
}

function join(facts: Facts, code: Code, severity: Severity, claims: readonly [Claim, ...Claim[]]): Finding {
  const [first, ...rest] = claims;
  const cause: Cause = CAUSES[code];
  const [evidence, ...more] = first.evidence;
  return {
    code,
    layer: cause.layer,
    stage: first.stage ?? cause.stage,
    severity,
    confidence: first.confidence,
    blame: first.blame ?? cause.blame,
    ...wording(facts, claims),
    evidence: [evidence, ...more, ...rest.flatMap((claim) => claim.evidence)],
    references: [...cause.references, ...providerReferences(first)],
  };
}

/**
 * A finding weighs as much as it stands in the way of the user's mail: full weight on their own route, and where nothing
 * works; a remark where another route works and this one is a fallback, a relay port or just a closed door.
 */
function severityOf({ best, own: ownRoutes, routes }: Facts, { code, about, severity }: Claim): Severity {
  const given = severity ?? CAUSES[code].severity;
  if (about === null || about.route.purpose === 'settings') return given;
  if (about.role === 'relay') return 'info';
  if (about.ok && given === 'warning') return best === about || ownRoutes.length === 0 ? given : 'info';
  if (best === null) return about.role === 'fallback' && routes.some(isOpenSubmission) ? 'info' : given;
  if (given === 'warning' && best.route.port === about.route.port) return given;
  // The port works, but not as everyone expects: worth mending, even if this run found the way
  if (code === 'server-mode-unexpected' && best.route.port === about.route.port) return 'warning';
  if (about.role === 'fallback' || ownRoutes.some(({ ok }) => ok)) return 'info';
  const broken = CAUSES[code].layer === 'encryption' && given === 'error' && best.route.purpose !== 'settings';
  return broken && isWorthMending(code) ? 'warning' : 'info';
}

/** Beside a working port, a bad certificate is worth mending; a port in another mode or without STARTTLS is a choice. */
const isWorthMending = (code: Code): boolean => code.startsWith('tls-');

/** Beside an open 587 or 465, whatever is wrong there, nobody needs 2525. */
const isOpenSubmission = ({ role, see }: Facts['routes'][number]): boolean =>
  role === 'submission' && see('connected') !== null;

/** A follow-up that heard nothing either has settled what it was for; its own failure is no news. */
const isTelling = ({ about }: Claim): boolean =>
  about?.route.purpose !== 'follow-up' || about.see('secured') !== null || about.see('reply') !== null;

const own = ({ about }: Claim): number => Number(about !== null && about.route.purpose === 'settings');

/** The farther along the way something was seen, the more it explains; a refused login outranks what comes before it. */
const LAYERS: Readonly<Record<Layer, number>> = {
  policy: 4,
  authentication: 3,
  encryption: 2,
  connection: 1,
  protocol: 0,
};
const PORT_ORDER: readonly number[] = [25, 2525, 465, 587];

/** Which of several failures comes first: by layer, then by how far along it was seen, then by how much its port matters. */
function weight({ code, about, stage }: Claim): number {
  const farther = STAGES.indexOf(stage ?? CAUSES[code].stage);
  return (
    LAYERS[CAUSES[code].layer] * 1_000 + farther * 10 + (about === null ? 9 : PORT_ORDER.indexOf(about.route.port))
  );
}
