import { jsonText } from '@smtp-triage/core';
import { CAUSES, CODES, type Code, shownCause } from '@smtp-triage/core/catalogue';
import { Router } from 'express';
import { sendCacheable } from '../cacheable.ts';
import { Problem } from '../problem.ts';

/** The catalogue of finding codes in words (API-11); what stands in <> is filled in from what was seen. */
export function codesRouter(): Router {
  const router = Router();
  const all = jsonText({ schema: 'smtp-triage/codes@1', codes: CODES.map(entry) }, 2);

  router.get('/api/v1/codes', (request, response) => {
    // The words are English, whatever Accept-Language asks for
    response.setHeader('Content-Language', 'en');
    sendCacheable(request, response, 'application/json', all);
  });

  router.get('/api/v1/codes/:code', (request, response) => {
    const code = CODES.find((each) => each === request.params.code);
    if (code === undefined) throw new Problem('not-found');
    response.setHeader('Content-Language', 'en');
    sendCacheable(request, response, 'application/json', jsonText(entry(code), 2));
  });

  return router;
}

const entry = (code: Code) => ({ code, ...shownCause(CAUSES[code]) });
