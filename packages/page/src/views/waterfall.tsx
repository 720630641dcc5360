import { ticksOf, type Waterfall } from '../spans.ts';
import { duration, STAGE_WORDS, STATE_WORDS } from '../words.ts';

const ROW = 26;
const BAR = 14;

/** Where the time went: stages of all routes on one axis, and the same numbers in a table. */
export const WaterfallChart = ({ waterfall: { rows, endMs } }: { readonly waterfall: Waterfall }) => (
  <section class="waterfall" aria-labelledby="waterfall-title">
    <h2 id="waterfall-title">Where the time went</h2>
    <div class="chart" aria-hidden="true">
      <ul class="names">
        {rows.map(({ id, label }) => (
          <li key={id}>{label}</li>
        ))}
      </ul>
      <svg class="bars" width="100%" height={rows.length * ROW + 22} aria-hidden="true" focusable="false">
        {ticksOf(endMs).map((tick) => (
          <g key={tick}>
            <line class="tick" x1={share(tick, endMs)} x2={share(tick, endMs)} y1="0" y2={rows.length * ROW} />
            <text
              class="mark"
              x={share(tick, endMs)}
              y={rows.length * ROW + 16}
              text-anchor={tick === 0 ? 'start' : 'middle'}
            >
              {tick === 0 ? '0' : duration(tick)}
            </text>
          </g>
        ))}
        {rows.flatMap(({ id, spans }, index) =>
          spans.map(({ stage, state, fromMs, tookMs }) => (
            <rect
              key={`${id} ${stage}`}
              class={`bar ${stage} ${state}`}
              x={share(fromMs, endMs)}
              y={index * ROW + (ROW - BAR) / 2}
              width={share(Math.max(tookMs, endMs / 400), endMs)}
              height={BAR}
              rx="2"
            >
              <title>{`${STAGE_WORDS[stage]}: ${duration(tookMs)}`}</title>
            </rect>
          )),
        )}
      </svg>
    </div>
    <details>
      <summary>The same as a table</summary>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by key (WCAG 2.1.1) */}
      <div class="wide" tabIndex={0}>
        <table>
          <caption class="unseen">Stages of every route with their times</caption>
          <thead>
            <tr>
              <th scope="col">Route</th>
              <th scope="col">Stage</th>
              <th scope="col">State</th>
              <th scope="col" class="number">
                Began
              </th>
              <th scope="col" class="number">
                Took
              </th>
            </tr>
          </thead>
          <tbody>
            {rows.flatMap(({ id, label, spans }) =>
              spans.map(({ stage, state, fromMs, tookMs }) => (
                <tr key={`${id} ${stage}`}>
                  <td>{label}</td>
                  <td>{STAGE_WORDS[stage]}</td>
                  <td>{STATE_WORDS[state]}</td>
                  <td class="number">{fromMs.toFixed(1)} ms</td>
                  <td class="number">{tookMs.toFixed(1)} ms</td>
                </tr>
              )),
            )}
          </tbody>
        </table>
      </div>
    </details>
  </section>
);

const share = (ms: number, endMs: number): string => `${Math.round((ms / endMs) * 9_700) / 100}%`;
