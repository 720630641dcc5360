/** The service's own metrics (service.md, `/metrics`): a closed list with closed label sets, so that series stay bounded. */
export type Metrics = {
  httpRequest(route: string, method: string, status: number, seconds: number): void;
  diagnosis(outcome: string): void;
  attempt(mode: string, port: number, stage: string, seconds: number): void;
  redelivery(reason: string): void;
  dead(reason: string): void;
  sse(delta: 1 | -1): void;
  sseDropped(reason: 'slow' | 'limit' | 'idle'): void;
  targetDenied(reason: string): void;
  rateLimited(bucket: string): void;
  authAttempt(result: string): void;
  limitHit(limit: string): void;
  redaction(where: 'tx' | 'rx' | 'echo'): void;
  storeWriteError(): void;
  /** The text exposition, gauges read at this moment. */
  text(): Promise<string>;
};
