import type { VNode } from 'preact';
import type { CellState } from '../ladder.ts';

/** Each state has a shape of its own, so that none is told by colour alone. 16 × 16. */
const SHAPES: Readonly<Record<CellState, VNode>> = {
  waiting: <circle cx="8" cy="8" r="3" class="hollow" />,
  running: <circle cx="8" cy="8" r="5" class="hollow turning" />,
  ok: (
    <>
      <circle cx="8" cy="8" r="7" class="full" />
      <path d="M4.8 8.2 7 10.4 11.2 5.8" class="mark" />
    </>
  ),
  warn: (
    <>
      <path d="M8 .8 15.6 14.6H.4Z" class="full" />
      <path d="M8 5.6v4M8 11.6v.6" class="mark" />
    </>
  ),
  fail: (
    <>
      <rect x="1.2" y="1.2" width="13.6" height="13.6" rx="2" class="full" />
      <path d="m5 5 6 6m0-6-6 6" class="mark" />
    </>
  ),
  skipped: <path d="M4 8h8" class="stroke" />,
  past: <circle cx="8" cy="8" r="1.2" class="full" />,
};

/** The sign of a state. It says nothing to a screen reader: the word beside it does. */
export const Icon = ({ state }: { readonly state: CellState }) => (
  <svg class={`icon ${state}`} viewBox="0 0 16 16" width="16" height="16" aria-hidden="true" focusable="false">
    {SHAPES[state]}
  </svg>
);
