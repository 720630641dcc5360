import { FORM_REQUEST, RESULT_QUERY } from '../../schemas.ts';
import { type Answer, KNOWN, type Operation } from '../types.ts';
import { ORDER_PROBLEMS } from './diagnoses.ts';

const VIEW: Answer = { description: 'A page; it works without a script, too.', types: ['text/html'] };

/** What a browser opens. */
export const PAGE_OPERATIONS: readonly Operation[] = [
  {
    id: 'openPage',
    method: 'get',
    path: '/',
    tag: 'pages',
    summary: 'The page: a form that needs no script',
    answers: { 200: VIEW },
    problems: [],
  },
  {
    id: 'sendForm',
    method: 'post',
    path: '/',
    tag: 'pages',
    summary: 'Orders a diagnosis as the form of the page does; leads to its result',
    body: FORM_REQUEST,
    bodyType: 'application/x-www-form-urlencoded',
    answers: { 303: { description: 'Where the result is.', headers: ['Location'] } },
    problems: ORDER_PROBLEMS,
  },
  {
    id: 'openResult',
    method: 'get',
    path: '/d/{id}',
    tag: 'pages',
    summary: 'A diagnosis as a page',
    query: RESULT_QUERY,
    answers: { 200: VIEW },
    problems: ['invalid-field', 'not-found', 'expired', 'rate-limited'],
  },
  {
    id: 'openCodes',
    method: 'get',
    path: '/codes',
    tag: 'pages',
    summary: 'Every cause, by where it shows',
    headers: ['If-None-Match'],
    answers: { 200: VIEW, 304: KNOWN },
    problems: [],
  },
  {
    id: 'openCode',
    method: 'get',
    path: '/codes/{code}',
    tag: 'pages',
    summary: 'One cause: symptom, check, fix',
    headers: ['If-None-Match'],
    answers: { 200: VIEW, 304: KNOWN },
    problems: ['not-found'],
  },
];
