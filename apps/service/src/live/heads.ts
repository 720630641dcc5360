import { addressFamily, type Goal, type Mode, type PortMode, type Request, roleOf } from '@smtp-triage/core';
import type { TraceHead } from '@smtp-triage/core/live';

/** What of a request says what its routes are. */
type RouteSource = Pick<Request, 'host' | 'startedAt' | 'settings' | 'ladder' | 'credentials' | 'envelope'>;

const ROUTE = /^(\d+)-(starttls|implicit-tls|cleartext)-(.+?)(-small|-slip)?$/;
const CONTROL = /^control-(.+)-(\d+)$/;
const LOOKUP = /^dns(?:-(.+))?$/;

/**
 * The head of the trace that a run gives under this id. Events come with the id alone; what it means follows from the
 * request. Only the address of a control host does not.
 */
export function headOf(id: string, request: RouteSource): TraceHead {
  const { host, startedAt } = request;
  const head = (route: Omit<TraceHead['route'], 'id'>, goal: Goal): TraceHead => ({
    schema: 'smtp-triage/trace@1',
    route: { id, ...route },
    goal,
    startedAt,
  });
  const [isControl, control = '', controlPort] = CONTROL.exec(id) ?? [];
  if (isControl !== undefined) {
    const place = { host: control, port: Number(controlPort), family: null, address: null };
    return head({ purpose: 'control', mode: 'cleartext', ...place }, 'connect');
  }
  const [, digits, mode, address = '', question] = ROUTE.exec(id) ?? [];
  if (digits === undefined) {
    const name = LOOKUP.exec(id)?.[1] ?? host;
    return head({ purpose: 'lookup', host: name, port: null, mode: null, family: null, address: null }, 'connect');
  }
  const port = Number(digits);
  const route = { host, port, mode: mode as Mode, family: addressFamily(address), address };
  if (question === '-small') return head({ purpose: 'size-test', ...route }, 'tls');
  if (question === '-slip') return head({ purpose: 'injection-test', ...route }, 'tls');
  const is = (place: PortMode | null): boolean => place?.port === port && place.mode === mode;
  if (is(request.settings)) return head({ purpose: 'settings', ...route }, goalOf(request));
  const purpose = request.ladder.some(is) ? 'ladder' : 'follow-up';
  return head({ purpose, ...route }, roleOf(port) === 'relay' ? 'tls' : goalOf(request));
}

/** How far the best route is to go. */
function goalOf({ credentials, envelope }: RouteSource): Goal {
  if (envelope !== null) return envelope.message === null ? 'envelope' : 'data';
  return credentials === null ? 'tls' : 'auth';
}
