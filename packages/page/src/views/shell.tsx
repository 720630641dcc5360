import type { ComponentChildren } from 'preact';

type ShellProps = {
  readonly version: string;
  /** The switch for light and dark, where there is a script to work it. */
  readonly theme?: ComponentChildren;
  readonly children: ComponentChildren;
};

/** What every page has around its content. */
export const Shell = ({ version, theme, children }: ShellProps) => (
  <>
    <a class="skip" href="#main">
      To the content
    </a>
    <header class="top">
      <a class="brand" href="/">
        <Logo />
        smtp-triage
      </a>
      <nav aria-label="Site">
        <a href="/#read">Explain an error</a>
        <a href="/codes">Causes</a>
        <a href="/docs">API</a>
      </nav>
    </header>
    <main id="main" tabIndex={-1}>
      {children}
    </main>
    <footer class="bottom">
      <p>
        No mail is sent. A password travels once, over verified TLS, and is forgotten. This page asks nobody but the
        service it came from.
      </p>
      <p class="soft">
        smtp-triage {version}
        <span id="theme">{theme}</span>
      </p>
    </footer>
  </>
);

/** Four rungs, one of them broken. */
const Logo = () => (
  <svg viewBox="0 0 24 24" width="24" height="24" aria-hidden="true" focusable="false">
    <path d="M5 2v20M19 2v20M5 6h14M5 18h14" class="rails" />
    <path d="M5 12h4.5M14.5 12H19" class="broken" />
  </svg>
);
