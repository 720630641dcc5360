import { html, Markup } from './markup.ts';
import { STYLE, STYLE_HASH } from './style.ts';

/** A page that stands alone, to be saved and opened anywhere: it carries its style sheet and forbids everything else. */
export const pageAlone = (title: string, body: Markup): string =>
  whole(
    title,
    html`<meta http-equiv="Content-Security-Policy" content="${ALONE}"><style>${new Markup(STYLE)}</style>`,
    body,
  );

/** The policy stands in double quotes, where its single quotes need no escape. */
const ALONE = new Markup(`default-src 'none'; style-src ${STYLE_HASH}; base-uri 'none'; form-action 'none'`);

const whole = (title: string, head: Markup, body: Markup): string =>
  `${html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
${head}
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="robots" content="noindex">
<title>${title}</title>
</head>
<body>
${body}
</body>
</html>
`}`;
