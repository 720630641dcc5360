import type { Report } from '@smtp-triage/core';
import { distrust, isTrusted, printable, trustProblems } from '@smtp-triage/core/live';
import { Icon } from './icon.tsx';

const DAY_MS = 86_400_000;
const MOST_NAMES = 8;

/** One certificate of a report, however many routes showed it. */
type Shown = { readonly tls: NonNullable<Report['routes'][number]['tls']>; readonly routes: readonly string[] };

/** The certificates that were shown, each once. */
function certificatesOf({ routes }: Report, nameOf: (id: string) => string): readonly Shown[] {
  const all = new Map<string, Shown>();
  for (const { id, tls } of routes) {
    if (tls === null || tls.certificate === null) continue;
    // A verdict belongs to a handshake: the same certificate can be trusted on one route and not on another
    const key = `${tls.certificate.fingerprint256} ${tls.authorized} ${tls.nameMatches}`;
    all.set(key, { tls: all.get(key)?.tls ?? tls, routes: [...(all.get(key)?.routes ?? []), nameOf(id)] });
  }
  return [...all.values()];
}

type CardsProps = { readonly report: Report; readonly nameOf: (id: string) => string };

/** What the server showed for itself: names against the name that was asked, dates, issuer, and why it is not accepted. */
export function CertificateCards({ report, nameOf }: CardsProps) {
  const all = certificatesOf(report, nameOf);
  if (all.length === 0) return null;
  return (
    <section class="certificates" aria-labelledby="certificate-title">
      <h2 id="certificate-title">{all.length === 1 ? 'The certificate' : 'The certificates'}</h2>
      {all.map((shown) => (
        <CertificateCard key={shown.tls.certificate?.fingerprint256} {...shown} report={report} />
      ))}
    </section>
  );
}

function CertificateCard({ tls, routes, report }: Shown & { readonly report: Report }) {
  const { certificate } = tls;
  if (certificate === null) return null;
  const now = report.vantage.startedAt;
  const trusted = isTrusted(trustProblems(tls, now, 'TLSv1.2'));
  const days = Math.floor((Date.parse(certificate.validTo) - Date.parse(now)) / DAY_MS);
  const names = certificate.names.map((name) => name.replace(/^(DNS|IP Address|IP):/, ''));
  return (
    <div class={`certificate ${trusted ? 'ok' : 'fail'}`}>
      <p class="word">
        <Icon state={trusted ? 'ok' : 'fail'} /> {trusted ? 'Verified' : `Not accepted: ${distrust(tls, now)}`}
      </p>
      <dl>
        <Fact name="Asked for">{report.target.host}</Fact>
        <Fact name="Names in it">
          {names.slice(0, MOST_NAMES).map(printable).join(', ') || 'none'}
          {names.length > MOST_NAMES ? ` and ${names.length - MOST_NAMES} more` : ''}
          {tls.nameMatches ? '' : ' (none of them is the name asked for)'}
        </Fact>
        <Fact name="Valid">
          {certificate.validFrom.slice(0, 10)} to {certificate.validTo.slice(0, 10)}
          {days < 0 ? `, expired ${-days} days ago` : `, ${days} days left`}
        </Fact>
        <Fact name="Issuer">{printable(oneLine(certificate.issuer))}</Fact>
        <Fact name="Chain">
          {[certificate.subject, ...tls.chain.map(({ subject }) => subject)]
            .map((each) => printable(oneLine(each)))
            .join(' ← ')}
        </Fact>
        <Fact name="Key">
          {certificate.key.type.toUpperCase()}
          {certificate.key.bits === null ? '' : `, ${certificate.key.bits} bits`}
        </Fact>
        <Fact name="TLS">
          {tls.protocol}, {tls.cipher}
        </Fact>
        <Fact name="Shown on">{routes.join(', ')}</Fact>
        <Fact name="SHA-256">
          <code>{certificate.fingerprint256}</code>
        </Fact>
      </dl>
    </div>
  );
}

const Fact = ({ name, children }: { readonly name: string; readonly children: preact.ComponentChildren }) => (
  <div>
    <dt>{name}</dt>
    <dd>{children}</dd>
  </div>
);

/** A distinguished name as Node writes it, one attribute a line. */
const oneLine = (name: string): string =>
  name
    .split('\n')
    .filter((part) => part !== '')
    .join(', ');
