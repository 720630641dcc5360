import { type Finding, MODE_NAMES, type NextStep, type Report, type RouteOutcome } from '@smtp-triage/core';
import { html, type Markup } from './markup.ts';

/** A report as the body of a page: verdict, what to change, the routes. What a server said stands in marked quotes (SEC-43). */
export const reportMarkup = (report: Report): Markup => html`<main>
<h1>${report.target.host}: <span class="${report.verdict}">${report.verdict}</span></h1>
<p><strong>${report.headline}</strong></p>
${report.target.foundBy === undefined ? null : html`<p class="soft">How the server was found: ${report.target.foundBy}</p>`}
${report.findings.map(findingMarkup)}
<h2>Routes</h2>
<div class="wide"><table>
<thead><tr><th scope="col" class="number">port</th><th scope="col">mode</th><th scope="col">address</th><th scope="col">outcome</th><th scope="col">reached</th><th scope="col">failed at</th><th scope="col" class="number">ms</th></tr></thead>
<tbody>
${report.routes.map(routeMarkup)}</tbody>
</table></div>
${
  report.next.length === 0
    ? null
    : html`<h2>What to try next</h2>
<ul>
${report.next.map(nextMarkup)}</ul>
`
}<p class="soft">Made by ${report.tool.name} ${report.tool.version} on ${report.vantage.startedAt} in ${Math.round(report.vantage.durationMs)} ms.</p>
</main>`;

const findingMarkup = ({
  title,
  code,
  severity,
  confidence,
  blame,
  cause,
  fix,
  evidence,
  references,
}: Finding): Markup =>
  html`<section>
<h2 class="${severity}">${title}</h2>
<p class="soft"><code>${code}</code> · ${severity} · ${confidence} · ${blame}</p>
<p>${cause}</p>
${
  fix.length === 0
    ? null
    : html`<ol>${fix.map((line) => html`<li>${line}</li>`)}</ol>
`
}${evidence.map(({ route, quote }) =>
  quote === undefined
    ? null
    : html`<blockquote><p class="soft">The server's words on ${route}:</p><code>${quote}</code></blockquote>
`,
)}${
  references.length === 0
    ? null
    : html`<p class="soft">See ${references.map(({ title: name, url }, index) => [index === 0 ? null : ', ', html`<a href="${url}" rel="noreferrer">${name}</a>`])}.</p>
`
}</section>
`;

const routeMarkup = ({ port, mode, address, outcome, reached, failedAt, timings }: RouteOutcome): Markup =>
  html`<tr><td class="number">${port}</td><td>${MODE_NAMES[mode]}</td><td>${address}</td><td class="${outcome}">${outcome}</td><td>${reached}</td><td>${failedAt}</td><td class="number">${timings.total}</td></tr>
`;

const nextMarkup = ({ action, command }: NextStep): Markup =>
  html`<li>${action}${command === undefined ? null : html`<br><code>${command}</code>`}</li>
`;
