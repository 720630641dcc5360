import type { ComponentChildren } from 'preact';
import { renderToString } from 'preact-render-to-string';
import { Shell } from './views/shell.tsx';

/** Where the files of the page are, each with a name that changes with its content. */
export type Assets = {
  /** What `main` cannot do without: asked for beside it, not after it. */
  readonly parts: readonly string[];
  readonly main: string;
  readonly theme: string;
  readonly style: string;
  readonly icon: string;
};

/** What the page can be read without: it comes after what it cannot. */
const LATER = { fetchpriority: 'low' } as const;

/** A whole HTML document around a view, as the service sends it. What the browser needs to know stands in `data-` attributes. */
export function documentOf(page: {
  readonly title: string;
  readonly version: string;
  /** Null where they have not been built: a plain page without them. */
  readonly assets: Assets | null;
  readonly data?: Readonly<Record<`data-${string}`, string>>;
  readonly content: ComponentChildren;
}): string {
  const { title, version, assets, data = {}, content } = page;
  return `<!doctype html>${renderToString(
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta name="color-scheme" content="light dark" />
        <meta name="robots" content="noindex" />
        <title>{title}</title>
        {assets === null ? null : (
          <>
            <link rel="icon" href={assets.icon} type="image/svg+xml" />
            <link rel="stylesheet" href={assets.style} fetchpriority="high" />
            <script src={assets.theme} />
            {assets.parts.map((part) => (
              <link key={part} rel="modulepreload" href={part} {...LATER} />
            ))}
            {/* The page can be read before it comes to life */}
            <script type="module" src={assets.main} {...LATER} />
          </>
        )}
      </head>
      <body>
        <div id="app" {...data}>
          <Shell version={version}>{content}</Shell>
        </div>
      </body>
    </html>,
  )}`;
}
