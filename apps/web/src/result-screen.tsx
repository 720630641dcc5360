import type { Report, Trace } from '@smtp-triage/core';
import { type ClientName, type Export, FIRST_LINES, Result, type Snippet } from '@smtp-triage/page';
import { useEffect, useMemo, useState } from 'preact/hooks';
import { copyButton } from './copy.tsx';

const CLIENT_KEY = 'smtp-triage.client';
const FORMATS = [
  ['JSON', 'json'],
  ['Markdown, for a ticket', 'md'],
  ['Text', 'txt'],
  ['CSV', 'csv'],
] as const;

type ResultScreenProps = {
  readonly id: string | null;
  readonly report: Report;
  readonly traces: readonly Trace[];
  readonly user: string | null;
};

/** A finished diagnosis, with the parts that take a script: copying, choosing a client, more lines. */
export function ResultScreen({ id, report, traces, user }: ResultScreenProps) {
  const [lines, setLines] = useState(FIRST_LINES);
  const settings = useSettings(report, user);
  const exports = useMemo(() => exportsOf(id, report, traces), [id, report, traces]);
  return (
    <Result
      report={report}
      traces={traces}
      settings={settings}
      exports={exports}
      copy={copyButton}
      shownLines={lines}
      onMoreLines={() => setLines(lines + FIRST_LINES)}
    />
  );
}

/** The clients and their settings come with the catalogue, once there is something to recommend. */
function useSettings({ recommendation }: Report, user: string | null) {
  const [clients, setClients] = useState<typeof import('./catalogue.ts') | null>(null);
  const [client, setClient] = useState(() => stored() ?? 'thunderbird');
  const isWanted = recommendation !== null;
  useEffect(() => {
    if (isWanted) void import('./catalogue.ts').then(setClients);
  }, [isWanted]);
  if (recommendation === null) return null;
  const names: readonly ClientName[] = clients?.CLIENT_NAMES ?? [];
  const { host, port, mode } = recommendation;
  const snippet: Snippet | null =
    clients === null ? null : clients.snippetFor(client, { host, port, mode, ...(user === null ? {} : { user }) });
  return {
    clients: names,
    client,
    snippet,
    onClient: (next: string) => {
      setClient(next);
      try {
        localStorage.setItem(CLIENT_KEY, next);
      } catch {
        // No storage here: chosen again next time
      }
    },
  };
}

function stored(): string | null {
  try {
    return localStorage.getItem(CLIENT_KEY);
  } catch {
    return null;
  }
}

/** From the service where it knows the result; else made here, since nobody else has it. */
function exportsOf(id: string | null, report: Report, traces: readonly Trace[]): readonly Export[] {
  if (id !== null) {
    return FORMATS.map(([label, format]) => ({
      label,
      href: `/api/v1/diagnoses/${id}/report?format=${format}`,
      download: `smtp-triage-${report.target.host}.${format}`,
    }));
  }
  const text = JSON.stringify({ ...report, traces }, null, 2);
  const href = URL.createObjectURL(new Blob([text], { type: 'application/json' }));
  return [{ label: 'JSON', href, download: `smtp-triage-${report.target.host}.json` }];
}
