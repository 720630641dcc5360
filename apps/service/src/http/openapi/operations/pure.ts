import { CLASSIFY_QUERY, EXPLAIN_REQUEST, LINT_REQUEST, PROVIDERS_QUERY } from '../../schemas.ts';
import { CLASSIFIED } from '../answer-schemas.ts';
import { CODE_ENTRY, CODES_LIST, EXPLANATIONS, LINT_REPORT, PROVIDER, PROVIDERS_LIST } from '../catalogue-schemas.ts';
import { SAVED } from '../report-schemas.ts';
import { KNOWN, type Operation } from '../types.ts';

/** What needs no network, and the catalogues. */
export const PURE_OPERATIONS: readonly Operation[] = [
  {
    id: 'classify',
    method: 'post',
    path: '/api/v1/classify',
    tag: 'without network',
    summary: 'Diagnose saved traces',
    query: CLASSIFY_QUERY,
    body: SAVED,
    answers: {
      200: {
        description: 'The report, byte for byte what the command line prints; with ?ruleset= also what changed.',
        schema: CLASSIFIED,
      },
    },
    problems: ['invalid-field', 'unsupported-trace-version', 'rate-limited'],
  },
  {
    id: 'explain',
    method: 'post',
    path: '/api/v1/explain',
    tag: 'without network',
    summary: 'What an error text means',
    body: EXPLAIN_REQUEST,
    answers: { 200: { description: 'Explanations.', schema: EXPLANATIONS } },
    problems: ['invalid-field', 'rate-limited'],
  },
  {
    id: 'lint',
    method: 'post',
    path: '/api/v1/lint',
    tag: 'without network',
    summary: 'What is wrong with settings',
    body: LINT_REQUEST,
    answers: { 200: { description: 'What was found.', schema: LINT_REPORT } },
    problems: ['invalid-field', 'rate-limited'],
  },
  {
    id: 'listCodes',
    method: 'get',
    path: '/api/v1/codes',
    tag: 'catalogue',
    summary: 'Every finding code in words',
    headers: ['If-None-Match'],
    answers: { 200: { description: 'The catalogue.', schema: CODES_LIST, headers: ['ETag'] }, 304: KNOWN },
    problems: [],
  },
  {
    id: 'readCode',
    method: 'get',
    path: '/api/v1/codes/{code}',
    tag: 'catalogue',
    summary: 'One finding code in words',
    headers: ['If-None-Match'],
    answers: { 200: { description: 'The code.', schema: CODE_ENTRY, headers: ['ETag'] }, 304: KNOWN },
    problems: ['not-found'],
  },
  {
    id: 'listProviders',
    method: 'get',
    path: '/api/v1/providers',
    tag: 'catalogue',
    summary: 'Mail providers with hosts, ports and logins',
    query: PROVIDERS_QUERY,
    headers: ['If-None-Match'],
    answers: { 200: { description: 'The providers.', schema: PROVIDERS_LIST, headers: ['ETag'] }, 304: KNOWN },
    problems: ['invalid-field'],
  },
  {
    id: 'readProvider',
    method: 'get',
    path: '/api/v1/providers/{slug}',
    tag: 'catalogue',
    summary: 'One provider',
    headers: ['If-None-Match'],
    answers: { 200: { description: 'The provider.', schema: PROVIDER, headers: ['ETag'] }, 304: KNOWN },
    problems: ['not-found'],
  },
];
