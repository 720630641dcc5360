import { type Change, VERDICT_WORDS } from '@smtp-triage/page';
import { useState } from 'preact/hooks';
import { forgetAll, history, type Past } from './history.ts';

type PastListProps = { readonly onCompare: (before: Past, after: Past) => void };

/** The tests of this browser; each can be held against the one before it on the same server. */
export function PastList({ onCompare }: PastListProps) {
  const [all, setAll] = useState(history);
  if (all.length === 0) return null;
  return (
    <section class="past" aria-labelledby="past-title">
      <h2 id="past-title">Your last tests</h2>
      <p class="soft">Kept in this browser only.</p>
      <ul class="list">
        {all.map((each, index) => {
          const before = all.slice(index + 1).find(({ host }) => host === each.host);
          return (
            <li key={each.id}>
              <a href={`/d/${each.id}`}>{each.host}</a>{' '}
              <span class={`word ${each.verdict}`}>{VERDICT_WORDS[each.verdict]}</span>{' '}
              <time class="soft" dateTime={each.at}>
                {each.at.slice(0, 16).replace('T', ' ')}
              </time>{' '}
              {before === undefined ? null : (
                <button type="button" class="quiet" onClick={() => onCompare(before, each)}>
                  What changed?
                </button>
              )}
            </li>
          );
        })}
      </ul>
      <button
        type="button"
        class="quiet"
        onClick={() => {
          forgetAll();
          setAll([]);
        }}
      >
        Forget them
      </button>
    </section>
  );
}

/** What is different between two tests of one server. */
export const Compared = ({ host, changes }: { readonly host: string; readonly changes: readonly Change[] }) => (
  <section aria-labelledby="compared-title">
    <h1 id="compared-title">{changes.length === 0 ? 'Nothing changed' : 'What changed'}</h1>
    <p class="lead">{host}, from the earlier test to the later one.</p>
    {changes.length === 0 ? null : (
      <div class="wide">
        <table>
          <thead>
            <tr>
              <th scope="col">What</th>
              <th scope="col">Before</th>
              <th scope="col">After</th>
            </tr>
          </thead>
          <tbody>
            {changes.map(({ what, before, after }) => (
              <tr key={what}>
                <th scope="row">{what}</th>
                <td>{before ?? 'not there'}</td>
                <td>{after ?? 'gone'}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    )}
  </section>
);
