import { Explanations, LintResult } from '@smtp-triage/page';
import { useRef, useState } from 'preact/hooks';
import type { ReadResult } from './state.ts';

type ReadBoxProps = {
  readonly result: ReadResult;
  readonly onText: (text: string, as: 'any' | 'settings' | 'error') => void;
  readonly onTest: (fields: Readonly<Record<string, string>>) => void;
};

/** For what somebody has already: an error, settings, a saved trace. Read here in the browser; nothing is sent. */
export function ReadBox({ result, onText, onTest }: ReadBoxProps) {
  const [text, setText] = useState('');
  const file = useRef<HTMLInputElement>(null);
  const open = async (files: FileList | null | undefined): Promise<void> => {
    const first = files?.[0];
    if (first !== undefined) onText(await first.text(), 'any');
  };
  return (
    <section
      class="read"
      id="read"
      aria-labelledby="read-heading"
      onDragOver={(event) => event.preventDefault()}
      onDrop={(event) => {
        event.preventDefault();
        void open(event.dataTransfer?.files);
      }}
    >
      <h2 id="read-heading">Or read what you have</h2>
      <p class="lead">
        An error message, the settings of your program, or a trace that smtp-triage saved: paste it, or drop the file
        here. It is read in your browser and sent nowhere.
      </p>
      <form
        onSubmit={(event) => {
          event.preventDefault();
          if (text.trim() !== '') onText(text, 'any');
        }}
      >
        <label for="text">Error message, settings or trace</label>
        <textarea
          id="text"
          rows={4}
          spellcheck={false}
          value={text}
          placeholder="Error: 140735:error:1408F10B:SSL routines:ssl3_get_record:wrong version number"
          onInput={(event) => setText(event.currentTarget.value)}
        />
        <p class="actions">
          <button type="submit">Read it</button>
          <button type="button" onClick={() => file.current?.click()}>
            Open a file
          </button>
          <input
            ref={file}
            class="unseen"
            type="file"
            tabIndex={-1}
            aria-label="File to read"
            onChange={(event) => void open(event.currentTarget.files)}
          />
        </p>
      </form>
      <div role="status">
        {result.kind === 'error' ? <Explanations all={result.all} /> : null}
        {result.kind === 'settings' ? (
          <LintResult
            report={result.report}
            onTest={() => {
              const { host, port, mode } = result.report.settings;
              onTest({ host: host ?? '', ...(port === null ? {} : { port: `${port}`, mode: mode ?? '' }) });
            }}
          />
        ) : null}
        {result.kind === 'unreadable' ? <p class="wrong">{result.says}.</p> : null}
        {result.kind === 'error' && text.trim() !== '' ? (
          <button type="button" class="quiet" onClick={() => onText(text, 'settings')}>
            These are settings
          </button>
        ) : null}
        {result.kind === 'settings' && text.trim() !== '' ? (
          <button type="button" class="quiet" onClick={() => onText(text, 'error')}>
            This is an error message
          </button>
        ) : null}
      </div>
    </section>
  );
}
