import { z } from 'zod';
import type { ProblemSlug } from '../../problem.ts';
import { DIAGNOSIS_REQUEST, LIST_QUERY, READ_QUERY, REPORT_QUERY } from '../../schemas.ts';
import { ACCEPTED, DIAGNOSES, DIAGNOSIS, TICKET } from '../answer-schemas.ts';
import { REPORT } from '../report-schemas.ts';
import { type HeaderName, KNOWN, type Operation } from '../types.ts';

const ONE: readonly ProblemSlug[] = ['not-found', 'expired', 'rate-limited'];
const ON_ACCEPTING: readonly HeaderName[] = [
  'Location',
  'RateLimit',
  'RateLimit-Policy',
  'X-Diagnosis-Cost',
  'Preference-Applied',
  'Idempotency-Replayed',
];
const EVENTS_QUERY = z.strictObject({ ticket: z.string().optional().describe('From stream-ticket; good once.') });

/** What can stand against a new diagnosis, however it is ordered. */
export const ORDER_PROBLEMS = [
  'invalid-field',
  'secret-needs-tls',
  'forbidden',
  'target-not-allowed',
  'port-not-allowed',
  'step-not-allowed',
  'rate-limited',
  'overloaded',
  'shutting-down',
] as const;

/** Diagnoses: made, read, watched, ended, forgotten. */
export const DIAGNOSIS_OPERATIONS: readonly Operation[] = [
  {
    id: 'createDiagnosis',
    method: 'post',
    path: '/api/v1/diagnoses',
    tag: 'diagnoses',
    summary: 'Have a mail server diagnosed',
    headers: ['Idempotency-Key', 'Prefer'],
    body: DIAGNOSIS_REQUEST,
    answers: {
      200: {
        description: 'Finished within the wait, or known from a run of the same question a moment ago.',
        schema: DIAGNOSIS,
        headers: ON_ACCEPTING,
      },
      202: {
        description: 'Accepted and remembered.',
        schema: ACCEPTED,
        headers: ON_ACCEPTING,
      },
    },
    problems: [...ORDER_PROBLEMS, 'idempotency-in-progress', 'idempotency-mismatch', 'expired'],
  },
  {
    id: 'listDiagnoses',
    method: 'get',
    path: '/api/v1/diagnoses',
    tag: 'diagnoses',
    summary: 'Your diagnoses, the youngest first; with a token',
    query: LIST_QUERY,
    answers: { 200: { description: 'A page.', schema: DIAGNOSES } },
    problems: ['invalid-field'],
  },
  {
    id: 'readDiagnosis',
    method: 'get',
    path: '/api/v1/diagnoses/{id}',
    tag: 'diagnoses',
    summary: 'Where a diagnosis stands, and its report once there is one',
    query: READ_QUERY,
    headers: ['If-None-Match'],
    answers: {
      200: { description: 'The diagnosis.', schema: DIAGNOSIS, headers: ['ETag', 'Retry-After'] },
      304: KNOWN,
    },
    problems: [...ONE, 'invalid-field'],
  },
  {
    id: 'deleteDiagnosis',
    method: 'delete',
    path: '/api/v1/diagnoses/{id}',
    tag: 'diagnoses',
    summary: 'Forget a diagnosis with everything that belongs to it',
    answers: { 204: { description: 'Forgotten.' } },
    problems: ['not-found', 'expired'],
  },
  {
    id: 'cancelDiagnosis',
    method: 'post',
    path: '/api/v1/diagnoses/{id}/cancel',
    tag: 'diagnoses',
    summary: 'End a diagnosis within a second',
    answers: { 202: { description: 'It ends.', schema: ACCEPTED } },
    problems: ['not-found', 'expired', 'already-final'],
  },
  {
    id: 'readReport',
    method: 'get',
    path: '/api/v1/diagnoses/{id}/report',
    tag: 'diagnoses',
    summary: 'The report in a format of your choice',
    query: REPORT_QUERY,
    headers: ['Accept'],
    answers: {
      200: {
        description: 'The report; JSON is byte for byte what the command line prints.',
        schema: REPORT,
        types: ['application/json', 'text/markdown', 'text/plain', 'text/html', 'text/csv', 'application/xml'],
        headers: ['Content-Disposition'],
      },
    },
    problems: [...ONE, 'invalid-field', 'not-acceptable', 'not-finished'],
  },
  {
    id: 'watchDiagnosis',
    method: 'get',
    path: '/api/v1/diagnoses/{id}/events',
    tag: 'diagnoses',
    summary: 'Live events, which go on after Last-Event-ID',
    query: EVENTS_QUERY,
    headers: ['Last-Event-ID'],
    answers: {
      200: { description: 'Server-sent events, numbered without gaps.', types: ['text/event-stream'] },
      204: { description: 'All events have been seen.' },
    },
    problems: ['not-found', 'expired', 'invalid-field', 'foreign-origin', 'too-many-streams'],
  },
  {
    id: 'createStreamTicket',
    method: 'post',
    path: '/api/v1/diagnoses/{id}/stream-ticket',
    tag: 'diagnoses',
    summary: 'A ticket to watch with, for those who cannot send headers; good once',
    answers: { 201: { description: 'The ticket.', schema: TICKET } },
    problems: ['not-found', 'expired', 'rate-limited', 'overloaded'],
  },
];
