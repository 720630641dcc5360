import { CODES } from '@smtp-triage/core/catalogue';
import { requestOf } from '@smtp-triage/page';
import { Router } from 'express';
import type { Deps } from '../../deps.ts';
import type { NumberedEvent } from '../../store/types.ts';
import { accept } from '../accept.ts';
import { sendPageAgain } from '../cacheable.ts';
import { withScope } from '../caller-of.ts';
import { checked } from '../check.ts';
import { orderOf } from '../order-of.ts';
import { pageFiles, sendAsset } from '../page/assets.ts';
import { frameOf } from '../page/frame.ts';
import { codePage, codesPage, diagnosisPage, homePage } from '../page/pages.tsx';
import { sendHtml } from '../page/send.ts';
import { Problem } from '../problem.ts';
import { readableFrom } from '../readable.ts';
import { DIAGNOSIS_REQUEST, FORM_REQUEST, NO_QUERY, RESULT_QUERY } from '../schemas.ts';

/** How long a form that was sent waits for its result, in milliseconds: most are there by then. */
const FORM_WAIT_MS = 8_000;
/** Events that a page without a script is drawn from. */
const MOST_EVENTS = 2_000;

/** The page for people: a form, a result, the causes. Works without a script; with one, the same views come to life (UI-13). */
export function pageRouter(deps: Deps): Router {
  const { store, runner } = deps;
  const router = Router();
  const readable = readableFrom(deps);

  router.get('/', (request, response) => {
    checked(NO_QUERY, request.query);
    sendHtml(request, response, homePage(frameOf(deps, response)));
  });

  router.post('/', async (request, response) => {
    const { secret, ...fields } = checked(FORM_REQUEST, request.body ?? {});
    response.locals['fields'] = fields;
    const asked = requestOf({ ...fields, ...(secret === undefined ? {} : { secret }) });
    if (!asked.ok) {
      const problem = { field: asked.field ?? 'host', says: asked.problem };
      sendHtml(request, response.status(422), homePage(frameOf(deps, response), fields, problem));
      return;
    }
    const body = checked(DIAGNOSIS_REQUEST, asked.value);
    const { id, how } = await accept(deps, response, withScope(response, 'diagnose'), orderOf(body), body, null);
    if (how !== 'cached') await runner.settled(id, FORM_WAIT_MS);
    response.redirect(303, `/d/${id}`);
  });

  router.get('/d/:id', async (request, response) => {
    const { client } = checked(RESULT_QUERY, request.query);
    const record = await readable(request.params.id, response, true);
    const events: readonly NumberedEvent[] =
      record.triaged === null ? await store.events(record.id, 0, MOST_EVENTS) : [];
    sendHtml(request, response, diagnosisPage(frameOf(deps, response), record, events, client));
  });

  router.get('/codes', (request, response) => {
    sendPageAgain(request, response, codesPage(frameOf(deps, response)));
  });

  router.get('/codes/:code', (request, response) => {
    const code = CODES.find((each) => each === request.params.code);
    if (code === undefined) throw new Problem('not-found');
    sendPageAgain(request, response, codePage(frameOf(deps, response), code));
  });

  router.get('/assets/:name', (request, response, next) => {
    const file = pageFiles?.files.get(request.params.name);
    if (file === undefined) return next();
    sendAsset(request, response, file);
  });

  return router;
}
