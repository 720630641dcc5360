import type { ShellLine } from '../own-computer.ts';

type CommandsProps = {
  readonly lines: readonly ShellLine[];
  readonly copy?: ((text: () => string, label: string) => preact.VNode) | undefined;
};

/** The same test from one's own computer: another network may see another thing. */
export const Commands = ({ lines, copy }: CommandsProps) => (
  <section class="commands" aria-labelledby="commands-title">
    <h2 id="commands-title">The same test from your own computer</h2>
    <p class="soft">This service sees your mail server from where it runs. Your program sees it from where it runs.</p>
    {lines.map(({ what, command }) => (
      <div key={what} class="command">
        <p>{what}</p>
        {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by key (WCAG 2.1.1) */}
        <pre tabIndex={0}>
          <code>{command}</code>
        </pre>
        {copy?.(() => command, 'Copy the command')}
      </div>
    ))}
  </section>
);
