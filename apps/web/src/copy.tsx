import type { VNode } from 'preact';
import { useState } from 'preact/hooks';

/** How long the button says that it did it, in milliseconds. */
const SAID_MS = 2_000;

const CopyButton = ({ text, label }: { readonly text: () => string; readonly label: string }) => {
  const [done, setDone] = useState<string | null>(null);
  const copy = async (): Promise<void> => {
    try {
      await navigator.clipboard.writeText(text());
      setDone('Copied');
    } catch {
      // No clipboard without HTTPS, and where the browser forbids it
      setDone('Select the text and copy it');
    }
    setTimeout(() => setDone(null), SAID_MS);
  };
  return (
    <button type="button" class="copy" onClick={() => void copy()}>
      <span aria-live="polite">{done ?? label}</span>
    </button>
  );
};

/** A button that copies a text. */
export const copyButton = (text: () => string, label: string): VNode => <CopyButton text={text} label={label} />;
