import { jsonText } from '@smtp-triage/core';
import { Router } from 'express';
import type { Deps } from '../../deps.ts';
import { baseUrlOf } from '../base-url.ts';
import { sendCacheable, sendPageAgain } from '../cacheable.ts';
import { openApiDocument } from '../openapi/document.ts';
import { docsPage, problemPage } from '../page/docs.tsx';
import { PROBLEMS, Problem, type ProblemSlug } from '../problem.ts';

/** The API described: for programs, for people, and each kind of problem (API-20). Nothing in it is fetched from anywhere else. */
export function openapiRouter({ config, version }: Deps): Router {
  const router = Router();
  /** By address of the service, of which there are as many as it listens on. */
  const documents = new Map<string, string>();
  const docs = docsPage(version);

  router.get('/openapi.json', (request, response) => {
    const url = baseUrlOf(request, config);
    const text = documents.get(url) ?? jsonText(openApiDocument(version, url), 2);
    documents.set(url, text);
    sendCacheable(request, response, 'application/json', text);
  });

  router.get('/docs', (request, response) => sendPageAgain(request, response, docs));

  router.get('/problems/:slug', (request, response) => {
    const slug = Object.keys(PROBLEMS).find((each): each is ProblemSlug => each === request.params.slug);
    if (slug === undefined) throw new Problem('not-found');
    sendPageAgain(request, response, problemPage(version, slug));
  });

  return router;
}
