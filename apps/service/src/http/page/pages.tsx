import { type Report, reportOf } from '@smtp-triage/core';
import { CAUSES, CODES, type Code, shownCause } from '@smtp-triage/core/catalogue';
import {
  advanceLadder,
  CodeList,
  CodePage,
  type FieldProblem,
  type Fields,
  NO_LADDER,
  ownCommands,
  PortLadder,
  Question,
  type RefusalFacts,
  Refused,
  Result,
  Running,
  type SettingsProps,
  TargetForm,
} from '@smtp-triage/page';
import { CLIENT_NAMES, FIRST_CLIENT, snippetFor } from '@smtp-triage/page/clients';
import { type Assets, documentOf } from '@smtp-triage/page/document';
import type { DiagnosisRecord, NumberedEvent } from '../../store/types.ts';
import { linksOf } from '../diagnosis-body.ts';

/** What every page needs to know of the service and of who looks at it. */
export type Frame = { readonly version: string; readonly assets: Assets | null; readonly logins: boolean };

type Content = Parameters<typeof documentOf>[0]['content'];
type Data = NonNullable<Parameters<typeof documentOf>[0]['data']>;

function whole({ version, assets, logins }: Frame, title: string, content: Content, data: Data = {}): string {
  return documentOf({
    title,
    version,
    assets,
    data: { 'data-view': 'static', 'data-version': version, 'data-logins': logins ? 'yes' : 'no', ...data },
    content,
  });
}

/** The form and the ports, with what was wrong with the form if it was sent already. */
export const homePage = (frame: Frame, fields: Fields = {}, problem: FieldProblem | null = null): string =>
  whole(
    frame,
    'smtp-triage: why does mail not go out?',
    <>
      <Question />
      <TargetForm fields={fields} problem={problem} logins={frame.logins} />
      <PortLadder />
      <noscript>
        <p class="soft">
          Without JavaScript this page tests mail servers. To explain an error message or to check settings use the
          command line: <code>npx smtp-triage explain "wrong version number"</code>,{' '}
          <code>npx smtp-triage lint .env</code>.
        </p>
      </noscript>
    </>,
    { 'data-view': 'home' },
  );

/** A diagnosis as it stands: running, with a link to look again, or its result. */
export function diagnosisPage(
  frame: Frame,
  record: DiagnosisRecord,
  events: readonly NumberedEvent[],
  client: string | undefined,
): string {
  const { target, settings: own } = record.order;
  const data = { 'data-view': 'diagnosis', 'data-id': record.id, 'data-host': target.input } as const;
  const form = <TargetForm fields={{ host: target.input }} logins={frame.logins} />;
  if (record.triaged === null) {
    const ladder = events.reduce((before, { event }) => advanceLadder(before, event), NO_LADDER);
    const running = <Running host={target.host} ladder={ladder} partial={null} own={own} refresh={`/d/${record.id}`} />;
    return whole(frame, `${target.host}: testing`, [form, <div id="result">{running}</div>], data);
  }
  const { traces } = record.triaged;
  const report = reportOf(record.triaged);
  const result = (
    <Result report={report} traces={traces} settings={settingsOf(report, client)} exports={exportsOf(record.id)} />
  );
  return whole(frame, `${target.host}: ${report.verdict}`, [form, <div id="result">{result}</div>], data);
}

function settingsOf({ recommendation }: Report, asked = FIRST_CLIENT): Omit<SettingsProps, 'recommendation'> | null {
  if (recommendation === null) return null;
  const { host, port, mode } = recommendation;
  const client = CLIENT_NAMES.some(({ id }) => id === asked) ? asked : FIRST_CLIENT;
  return { clients: CLIENT_NAMES, client, snippet: snippetFor(client, { host, port, mode }) };
}

const FORMATS = { JSON: 'json', Markdown: 'md', Text: 'txt', CSV: 'csv' } as const;

const exportsOf = (id: string) =>
  Object.entries(FORMATS).map(([label, format]) => ({ label, href: `${linksOf(id).report}?format=${format}` }));

/** What was refused, whose limits those are, and the command that has none; below the form, to try again. */
export const refusedPage = (frame: Frame, facts: RefusalFacts, fields: Fields = {}): string =>
  whole(
    frame,
    facts.title,
    <>
      <TargetForm fields={fields} logins={frame.logins} />
      <Refused
        {...facts}
        commands={
          fields['host'] === undefined ? [] : ownCommands({ input: fields['host'], host: fields['host'] }, null)
        }
      />
    </>,
  );

/** One cause for people (UI-24). */
export const codePage = (frame: Frame, code: Code): string => {
  const cause = shownCause(CAUSES[code]);
  return whole(frame, `${cause.title} (${code})`, <CodePage code={code} cause={cause} />);
};

/** All causes by layer. */
export const codesPage = (frame: Frame): string => {
  const layers = [...new Set(CODES.map((code) => CAUSES[code].layer))];
  return whole(
    frame,
    'smtp-triage: every cause',
    <CodeList
      layers={layers.map((layer) => [
        layer,
        CODES.filter((code) => CAUSES[code].layer === layer).map(
          (code) => [code, shownCause(CAUSES[code]).title] as const,
        ),
      ])}
    />,
  );
};
