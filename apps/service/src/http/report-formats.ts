import {
  type Case,
  jsonText,
  printableLines,
  type Report,
  reportOf,
  reportToCsv,
  reportToJunit,
  reportToMarkdown,
  reportToText,
} from '@smtp-triage/core';
import type { Request, Response } from 'express';
import { checked } from './check.ts';
import { pageAlone } from './html/page.ts';
import { reportMarkup } from './html/report.ts';
import { Problem } from './problem.ts';
import { REPORT_FORMATS, REPORT_QUERY, type ReportFormat } from './schemas.ts';

/** One way to write a report. `attached`: offered for saving, with this ending, and never shown in our own origin. */
type Format = {
  readonly type: string;
  readonly more: string;
  readonly attached: boolean;
  readonly write: (report: Report) => string;
};

/** Every format of GET /api/v1/diagnoses/{id}/report (API-04); the first is what anybody gets who does not say. */
const FORMATS: Readonly<Record<ReportFormat, Format>> = {
  json: { type: 'application/json', more: '', attached: false, write: (report) => jsonText(report, 2) },
  md: {
    type: 'text/markdown',
    more: '; charset=utf-8',
    attached: false,
    write: (report) => printableLines(reportToMarkdown(report)),
  },
  txt: { type: 'text/plain', more: '; charset=utf-8', attached: false, write: reportToText },
  html: {
    type: 'text/html',
    more: '; charset=utf-8',
    attached: true,
    write: (report) => pageAlone(`${report.target.host}: ${report.verdict}`, reportMarkup(report)),
  },
  csv: { type: 'text/csv', more: '; charset=utf-8; header=present', attached: true, write: reportToCsv },
  junit: { type: 'application/xml', more: '', attached: false, write: reportToJunit },
};

/** Answers with the report of a case as `?format=` or else `Accept` asks for it; 406 where neither names one of ours. */
export function sendReport(request: Request, response: Response, triaged: Case): void {
  const name = formatOf(request);
  const { type, more, attached, write } = FORMATS[name];
  const report = reportOf(triaged);
  response.setHeader('Vary', 'Accept');
  response.setHeader('Content-Type', `${type}${more}`);
  if (attached) response.setHeader('Content-Disposition', `attachment; filename="${fileName(report, name)}"`);
  response.end(write(report));
}

function formatOf(request: Request): ReportFormat {
  const { format } = checked(REPORT_QUERY, request.query);
  const asked = format ?? byType(request.accepts(REPORT_FORMATS.map((each) => FORMATS[each].type)));
  const known = REPORT_FORMATS.find((each) => each === asked);
  if (known === undefined) throw new Problem('not-acceptable', { detail: `Known: ${REPORT_FORMATS.join(', ')}.` });
  return known;
}

const byType = (type: unknown): ReportFormat | undefined => REPORT_FORMATS.find((each) => FORMATS[each].type === type);

/** Only what every file system takes. */
const fileName = ({ target }: Report, format: ReportFormat): string =>
  `smtp-triage-${target.host.replace(/[^a-z0-9.-]/gi, '_').slice(0, 80)}.${format}`;
