import { z } from 'zod';
import { INFO, LIMITS } from '../answer-schemas.ts';
import { type Answer, KNOWN, type Operation } from '../types.ts';

const PAGE: Answer = { description: 'A page; it works without a script, too.', types: ['text/html'] };
const EXPOSITION: Answer = { description: 'Prometheus text format 0.0.4.', types: ['text/plain'] };
const PROBE_QUERY = z.strictObject({
  target: z.string().describe('host or host:port'),
  module: z.string().optional(),
  hostname: z.string().optional(),
  debug: z.enum(['true', 'false']).optional(),
});

/** The service itself: what it allows, how it is, its pages. */
export const SERVICE_OPERATIONS: readonly Operation[] = [
  {
    id: 'readInfo',
    method: 'get',
    path: '/api/v1/info',
    tag: 'service',
    summary: 'What this service is and allows',
    answers: { 200: { description: 'Versions and limits.', schema: INFO } },
    problems: [],
  },
  {
    id: 'readLimits',
    method: 'get',
    path: '/api/v1/limits',
    tag: 'service',
    summary: 'What is left of your budgets; asking costs nothing',
    answers: { 200: { description: 'Budgets.', schema: LIMITS } },
    problems: [],
  },
  {
    id: 'probe',
    method: 'get',
    path: '/probe',
    tag: 'service',
    summary: 'A diagnosis as a Prometheus scrape, in place of blackbox_exporter',
    query: PROBE_QUERY,
    headers: ['X-Prometheus-Scrape-Timeout-Seconds'],
    answers: { 200: EXPOSITION },
    problems: [
      'unknown-module',
      'invalid-field',
      'forbidden',
      'target-not-allowed',
      'port-not-allowed',
      'step-not-allowed',
      'rate-limited',
      'overloaded',
      'shutting-down',
    ],
  },
  {
    id: 'metrics',
    method: 'get',
    path: '/metrics',
    tag: 'service',
    summary: 'Metrics of the service itself',
    answers: { 200: EXPOSITION },
    problems: ['forbidden'],
  },
  {
    id: 'isAlive',
    method: 'get',
    path: '/livez',
    tag: 'service',
    summary: 'Whether the service answers',
    answers: { 200: { description: 'It does.', types: ['text/plain'] } },
    problems: [],
  },
  {
    id: 'isReady',
    method: 'get',
    path: '/readyz',
    tag: 'service',
    summary: 'Whether the service can take work',
    answers: { 200: { description: 'It can.', types: ['text/plain'] } },
    problems: ['shutting-down'],
  },
  {
    id: 'readOpenApi',
    method: 'get',
    path: '/openapi.json',
    tag: 'pages',
    summary: 'This document',
    headers: ['If-None-Match'],
    answers: { 200: { description: 'OpenAPI 3.1.', types: ['application/json'], headers: ['ETag'] }, 304: KNOWN },
    problems: [],
  },
  {
    id: 'readDocs',
    method: 'get',
    path: '/docs',
    tag: 'pages',
    summary: 'This document as a page',
    answers: { 200: PAGE },
    problems: [],
  },
  {
    id: 'readProblem',
    method: 'get',
    path: '/problems/{slug}',
    tag: 'pages',
    summary: 'What a kind of problem means; the type of a problem points here',
    answers: { 200: PAGE },
    problems: ['not-found'],
  },
];
