import type { Captured } from '../captured.ts';
import type { MailMatch } from '../mail-match.ts';
import type { MockServer } from '../server.ts';
import { transcript } from '../transcript.ts';
import { ArgumentProblem } from './arguments.ts';
import { textOrPattern } from './patterns.ts';
import { refusal } from './requests.ts';
import { parseRules } from './rules-json.ts';

/** What goes back to the client. */
export type Answer = { readonly status: number; readonly body: unknown; readonly allow?: string };

type Route = (query: URLSearchParams, json: unknown) => Promise<Answer> | Answer;
type Routes = Readonly<Record<string, Readonly<Record<string, Route>>>>;

/** Longest wait for a message. */
const LONGEST_MS = 600_000;
const DONE: Answer = { status: 200, body: { ok: true } };

/** The API of a server: path, method, what it does. */
export function answerTo(server: MockServer): (method: string, url: URL, json: unknown) => Promise<Answer> | Answer {
  let posted: readonly Disposable[] = [];
  const dropRules = (): void => {
    for (const rules of posted) rules[Symbol.dispose]();
    posted = [];
  };
  const routes: Routes = {
    '/': { GET: () => ({ status: 200, body: { paths: namesOf(routes) } }) },
    '/messages': {
      GET: async (query) => {
        const match = matchOf(query);
        if (typeof match === 'string') return refusal(400, match);
        return { status: 200, body: { messages: await Promise.all(server.messages.all(match).map(mailJson)) } };
      },
      DELETE: () => {
        server.messages.clear();
        return DONE;
      },
    },
    '/messages/next': {
      GET: async (query) => {
        const match = matchOf(query);
        if (typeof match === 'string') return refusal(400, match);
        const within = Number(query.get('within') ?? 2_000);
        if (!(within >= 0 && within <= LONGEST_MS)) return refusal(400, `within is milliseconds, 0 to ${LONGEST_MS}`);
        try {
          return { status: 200, body: await mailJson(await server.messages.next(match, { within })) };
        } catch (error) {
          return refusal(404, error instanceof Error ? error.message : String(error));
        }
      },
    },
    '/sessions': {
      GET: () => ({
        status: 200,
        body: {
          sessions: server.sessions.map((session) => ({ ...session, transcript: transcript(session) })),
          faults: server.sessions.faults(),
        },
      }),
    },
    '/rules': {
      GET: () => ({ status: 200, body: { pending: server.pendingRules() } }),
      POST: (_, json) => {
        const rules = parseRules(json);
        if (!rules.ok) return refusal(400, rules.problem);
        posted = [...posted, server.use(...rules.value)];
        return { status: 201, body: { added: rules.value.length } };
      },
      DELETE: () => {
        dropRules();
        return DONE;
      },
    },
    '/reset': {
      POST: () => {
        dropRules();
        server.reset();
        return DONE;
      },
    },
  };
  return (method, url, json) => {
    const found = Object.hasOwn(routes, url.pathname) ? routes[url.pathname] : undefined;
    if (found === undefined) return refusal(404, `no such path; there are ${Object.keys(routes).join(' ')}`);
    const route = Object.hasOwn(found, method) ? found[method] : undefined;
    const allow = Object.keys(found).join(', ');
    return route === undefined
      ? { ...refusal(405, `${url.pathname} takes ${allow}`), allow }
      : route(url.searchParams, json);
  };
}

const namesOf = (routes: Routes): readonly string[] =>
  Object.entries(routes).flatMap(([path, methods]) => Object.keys(methods).map((method) => `${method} ${path}`));

/** `from`, `to` and `subject` of a query, or what is wrong with it. */
function matchOf(query: URLSearchParams): MailMatch | string {
  const match: { from?: string | RegExp; to?: string | RegExp; subject?: string | RegExp } = {};
  for (const [name, value] of query) {
    if (name === 'within') continue;
    if (name !== 'from' && name !== 'to' && name !== 'subject')
      return `no such condition: ${name}; there are from, to, subject`;
    try {
      match[name] = textOrPattern(value, name);
    } catch (error) {
      if (error instanceof ArgumentProblem) return error.message;
      throw error;
    }
  }
  return match;
}

async function mailJson(mail: Captured): Promise<unknown> {
  const { session, listener, at, envelope, user, tls, subject } = mail;
  const { text, html, attachments } = await mail.parsed();
  return {
    ...{ session, listener, at, envelope, user, tls, subject, text: text ?? null, html: html ?? null },
    attachments: attachments.map(({ filename, mimeType }) => ({ filename, mimeType })),
    raw: Buffer.from(mail.raw).toString('base64'),
  };
}
