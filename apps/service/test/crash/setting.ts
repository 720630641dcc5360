import type { Place } from '../engines.ts';

/** What a child of the crash tests is told. */
export type ChildSetting = {
  readonly place: Place;
  /** The one port that may be tested, on 127.0.0.1. */
  readonly smtpPort: number;
  readonly caFile: string;
};
