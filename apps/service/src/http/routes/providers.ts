import { jsonText, type Mode } from '@smtp-triage/core';
import { exactProvider, GATHERED, PROVIDERS, type Provider, providerOfId } from '@smtp-triage/core/providers';
import { CLIENTS } from '@smtp-triage/core/settings';
import { Router } from 'express';
import { sendCacheable } from '../cacheable.ts';
import { checked } from '../check.ts';
import { Problem } from '../problem.ts';
import { PROVIDERS_QUERY } from '../schemas.ts';

/** Mail providers with their hosts, ports and logins (API-13). */
export function providersRouter(): Router {
  const router = Router();
  const document = (providers: readonly Provider[]): string =>
    jsonText({ schema: 'smtp-triage/providers@1', gathered: GATHERED, providers }, 2);
  const all = document(PROVIDERS);

  router.get('/api/v1/providers', (request, response) => {
    const { domain } = checked(PROVIDERS_QUERY, request.query);
    const found = domain === undefined ? null : exactProvider(domain);
    sendCacheable(
      request,
      response,
      'application/json',
      domain === undefined ? all : document(found === null ? [] : [found]),
    );
  });

  router.get('/api/v1/providers/:slug', (request, response) => {
    const provider = providerOfId(request.params.slug);
    if (provider === null) throw new Problem('not-found');
    sendCacheable(request, response, 'application/json', jsonText({ ...provider, labels: labelsOf(provider) }, 2));
  });

  return router;
}

type Label = { readonly client: string; readonly name: string; readonly mode: Mode; readonly label: string };

/** What mail programs call the modes in which a provider can be reached: where one says "SSL/TLS", another says "SSL". */
function labelsOf({ submission, altPorts }: Provider): readonly Label[] {
  const modes = [...new Set([...submission, ...altPorts].map(({ mode }) => mode))];
  const programs = CLIENTS.filter(({ kind }) => kind === 'mail-program');
  return modes.flatMap((mode) =>
    programs.flatMap(({ id, name, labels }) => {
      const label = labels[mode];
      return label === null ? [] : [{ client: id, name, mode, label }];
    }),
  );
}
