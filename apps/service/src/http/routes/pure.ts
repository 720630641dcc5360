import { setImmediate as nextTurn } from 'node:timers/promises';
import { explainError, reportOf } from '@smtp-triage/core';
import { findClient, lint } from '@smtp-triage/core/settings';
import { Router } from 'express';
import type { Deps } from '../../deps.ts';
import { callerOf } from '../caller-of.ts';
import { checked } from '../check.ts';
import { sendDocument } from '../json.ts';
import { Pace } from '../pace.ts';
import { Problem } from '../problem.ts';
import { type Earlier, readSaved } from '../saved.ts';
import { CLASSIFY_QUERY, EXPLAIN_REQUEST, LINT_REQUEST, NO_QUERY } from '../schemas.ts';
import { versionsOf } from '../versions.ts';

const PURE = ['/api/v1/classify', '/api/v1/explain', '/api/v1/lint'];
/** What one caller may ask for: each request keeps the process busy for some milliseconds. */
const PER_WINDOW = 100;
const WINDOW_MS = 10_000;

/** What needs no network and remembers nothing: diagnose saved traces (API-08), explain an error text, lint settings. */
export function pureRouter({ version, metrics, now }: Deps): Router {
  const router = Router();
  const pace = new Pace(PER_WINDOW, WINDOW_MS, now);

  router.post(PURE, (_request, response, next) => {
    const retryAfterS = pace.take(callerOf(response).id);
    if (retryAfterS === null) return next();
    metrics.rateLimited('pure');
    throw new Problem('rate-limited', { detail: 'These take ten requests a second.', retryAfterS });
  });

  router.post('/api/v1/classify', async (request, response) => {
    const { ruleset } = checked(CLASSIFY_QUERY, request.query);
    const versions = versionsOf(version);
    if (ruleset !== undefined && ruleset !== 'current' && ruleset !== versions.rulesetVersion) {
      throw wrong('/ruleset', 'not-a-choice', `current, ${versions.rulesetVersion}`);
    }
    // Parsing, reading and diagnosing the largest case are a turn of the loop each (REL-07)
    await nextTurn();
    const { triaged, earlier } = readSaved(request.body);
    await nextTurn();
    const report = reportOf(triaged);
    const diff = earlier === null ? null : difference(earlier, { verdict: report.verdict, codes: codesOf(report) });
    sendDocument(response, ruleset === undefined ? report : { ...versions, report, diff });
  });

  router.post('/api/v1/explain', (request, response) => {
    checked(NO_QUERY, request.query);
    const { error, ...context } = checked(EXPLAIN_REQUEST, request.body ?? {});
    sendDocument(response, { schema: 'smtp-triage/explanation@1', explanations: explainError(error, context) });
  });

  router.post('/api/v1/lint', (request, response) => {
    checked(NO_QUERY, request.query);
    const { text, client } = checked(LINT_REQUEST, request.body ?? {});
    const named = client === undefined ? null : findClient(client);
    if (client !== undefined && named === null) throw wrong('/client', 'not-a-choice', 'No such client.');
    const read = lint(text, named);
    // core never quotes the text, where a password may stand
    if (!read.ok) throw wrong('/text', 'not-settings', `${read.problem}.`);
    // What the document is and who made it come first, as on the command line
    const { schema, ...rest } = read.value;
    sendDocument(response, { schema, tool: { name: 'smtp-triage', version }, ...rest });
  });

  return router;
}

const wrong = (pointer: string, code: string, detail: string): Problem =>
  new Problem('invalid-field', { errors: [{ pointer, code, detail }] });

const codesOf = ({ findings }: ReturnType<typeof reportOf>): readonly string[] => findings.map(({ code }) => code);

/** What changed between two outcomes of the same traces. */
const difference = (before: Earlier, after: Earlier): Readonly<Record<string, unknown>> => ({
  verdict: { before: before.verdict, after: after.verdict },
  findings: {
    added: after.codes.filter((code) => !before.codes.includes(code)),
    removed: before.codes.filter((code) => !after.codes.includes(code)),
  },
});
