import { jsonText } from '@smtp-triage/core';
import { Router } from 'express';
import type { Deps } from '../../deps.ts';
import { baseUrlOf } from '../base-url.ts';
import { sendCacheable } from '../cacheable.ts';
import { docsMarkup, problemMarkup } from '../html/docs.ts';
import { page } from '../html/page.ts';
import { STYLE, STYLE_PATH } from '../html/style.ts';
import { openApiDocument } from '../openapi/document.ts';
import { PROBLEMS, Problem, type ProblemSlug } from '../problem.ts';

const HTML = 'text/html; charset=utf-8';

/** The API described: for programs, for people, and each kind of problem (API-20). Nothing in it is fetched from anywhere else. */
export function openapiRouter({ config, version }: Deps): Router {
  const router = Router();
  /** By address of the service, of which there are as many as it listens on. */
  const documents = new Map<string, string>();
  const docs = page('smtp-triage: the API', docsMarkup(version));

  router.get('/openapi.json', (request, response) => {
    const url = baseUrlOf(request, config);
    const text = documents.get(url) ?? jsonText(openApiDocument(version, url), 2);
    documents.set(url, text);
    sendCacheable(request, response, 'application/json', text);
  });

  router.get('/docs', (request, response) => sendCacheable(request, response, HTML, docs));

  router.get('/problems/:slug', (request, response) => {
    const slug = Object.keys(PROBLEMS).find((each): each is ProblemSlug => each === request.params.slug);
    if (slug === undefined) throw new Problem('not-found');
    sendCacheable(request, response, HTML, page(PROBLEMS[slug].title, problemMarkup(slug)));
  });

  router.get(STYLE_PATH, (request, response) => sendCacheable(request, response, 'text/css; charset=utf-8', STYLE));

  return router;
}
