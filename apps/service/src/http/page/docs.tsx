import { documentOf } from '@smtp-triage/page/document';
import { problemsOf } from '../openapi/document.ts';
import { OPERATIONS } from '../openapi/operations/index.ts';
import type { Operation } from '../openapi/types.ts';
import { PROBLEMS, type ProblemSlug } from '../problem.ts';
import { PROBLEM_WORDS } from '../problem-words.ts';
import { pageFiles } from './assets.ts';

const SLUGS = Object.keys(PROBLEMS) as ProblemSlug[];

const whole = (version: string, title: string, content: Parameters<typeof documentOf>[0]['content']): string =>
  documentOf({
    title,
    version,
    assets: pageFiles?.names ?? null,
    data: { 'data-view': 'static', 'data-version': version },
    content: <article class="code">{content}</article>,
  });

/** The API in words, for people: every address, its answers and its problems. */
export const docsPage = (version: string): string =>
  whole(
    version,
    'smtp-triage: the API',
    <>
      <h1>smtp-triage {version}: the API</h1>
      <p class="lead">
        The whole of it with all schemas, for programs: <a href="/openapi.json">openapi.json</a> (OpenAPI 3.1).
      </p>
      {[...new Set(OPERATIONS.map(({ tag }) => tag))].map((tag) => (
        <section key={tag}>
          <h2>{tag}</h2>
          {OPERATIONS.filter((each) => each.tag === tag).map((each) => (
            <Described key={each.id} operation={each} />
          ))}
        </section>
      ))}
      <h2>Problems</h2>
      <p>
        Errors are RFC 9457 problem details (<code>application/problem+json</code>).
      </p>
      <ul>
        {SLUGS.map((slug) => (
          <li key={slug}>
            <a href={`/problems/${slug}`}>
              <code>{slug}</code>
            </a>{' '}
            ({PROBLEMS[slug].status}): {PROBLEMS[slug].title}.
          </li>
        ))}
      </ul>
    </>,
  );

const Described = ({ operation }: { readonly operation: Operation }) => (
  <section>
    <h3>
      <code>
        {operation.method.toUpperCase()} {operation.path}
      </code>
    </h3>
    <p>{operation.summary}.</p>
    <ul>
      {Object.entries(operation.answers).map(([status, { description }]) => (
        <li key={status}>
          <strong>{status}</strong> {description}
        </li>
      ))}
    </ul>
    <p class="soft">
      Problems:{' '}
      {problemsOf(operation).map((slug, index) => (
        <span key={slug}>
          {index === 0 ? '' : ', '}
          <a href={`/problems/${slug}`}>{slug}</a>
        </span>
      ))}
      .
    </p>
  </section>
);

/** What one kind of problem means; its address is the `type` of such problems. */
export const problemPage = (version: string, slug: ProblemSlug): string =>
  whole(
    version,
    PROBLEMS[slug].title,
    <>
      <h1>{PROBLEMS[slug].title}</h1>
      <p>
        <code>{slug}</code>, HTTP status {PROBLEMS[slug].status}.
      </p>
      <p>{PROBLEM_WORDS[slug]}</p>
      <p class="soft">
        <a href="/docs">The API</a>
      </p>
    </>,
  );
