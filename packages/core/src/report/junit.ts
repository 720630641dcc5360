import type { Finding, RouteOutcome } from '../diagnose/types.ts';
import { MODE_NAMES } from '../ports.ts';
import { printable, printableLines } from './printable.ts';
import type { Report } from './types.ts';

/** The report as a JUnit file: a test case for each route, failed where a finding of severity `error` points at it. */
export function reportToJunit(report: Report): string {
  const errors = report.findings.filter((one) => one.severity === 'error');
  const cases = report.routes.map((route) => ({
    route,
    found: errors.filter(
      (one) =>
        concerns(one, route) &&
        (route.outcome !== 'ok' || !report.routes.some((other) => other.outcome !== 'ok' && concerns(one, other))),
    ),
  }));
  const homeless = errors.filter((one) => !cases.some(({ found }) => found.includes(one)));
  const seconds = (ms: number): string => (ms / 1_000).toFixed(3);
  const tests = cases.length + homeless.length;
  const failures = cases.filter(({ found }) => found.length > 0).length + homeless.length;
  const skipped = cases.filter(({ route, found }) => route.outcome === 'skipped' && found.length === 0).length;
  const counts = `tests="${tests}" failures="${failures}" errors="0" skipped="${skipped}" time="${seconds(report.vantage.durationMs)}"`;
  const host = attribute(report.target.host);
  return [
    '<?xml version="1.0" encoding="UTF-8"?>',
    `<testsuites name="smtp-triage" ${counts}>`,
    `  <testsuite name="${host}" timestamp="${attribute(report.vantage.startedAt)}" ${counts}>`,
    '    <properties>',
    `      <property name="verdict" value="${report.verdict}"/>`,
    `      <property name="headline" value="${attribute(report.headline)}"/>`,
    '    </properties>',
    ...cases.flatMap(({ route, found }) => [
      `    <testcase classname="${host}" name="${attribute(nameOf(route))}" time="${seconds(route.timings.total)}">`,
      ...found.map(failure),
      ...(route.outcome === 'skipped' && found.length === 0 ? ['      <skipped/>'] : []),
      '    </testcase>',
    ]),
    ...homeless.flatMap((one) => [
      `    <testcase classname="${host}" name="${attribute(one.stage)}" time="0.000">`,
      failure(one),
      '    </testcase>',
    ]),
    '  </testsuite>',
    '</testsuites>',
    '',
  ].join('\n');
}

/** A route that works can be evidence against another: the finding is then that one's failure. */
const concerns = (one: Finding, route: RouteOutcome): boolean =>
  route.findings.includes(one.code) || one.evidence.some((each) => each.route === route.id);

const nameOf = ({ port, mode, family, address }: RouteOutcome): string =>
  `${port} ${mode === 'cleartext' ? mode : MODE_NAMES[mode]}${family === null ? '' : ` v${family}`} ${address}`;

const failure = (one: Finding): string =>
  `      <failure type="${one.code}" message="${attribute(one.title)}">${content([one.cause, ...one.fix].join('\n'))}</failure>`;

const markup = (text: string): string => text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
/** XML 1.0 §2.2 has no way to write most control characters, so they are shown. */
const content = (text: string): string => markup(printableLines(text));
const attribute = (text: string): string => markup(printable(text.replaceAll('\n', ' '))).replaceAll('"', '&quot;');
