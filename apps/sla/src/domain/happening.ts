import type { EventData } from '@caseloop/contracts';
import type { Instant } from '@caseloop/service-time';
import type { FactRef } from './facts.js';

export type ClockEventType =
  | 'clock.started.v1'
  | 'clock.paused.v1'
  | 'clock.resumed.v1'
  | 'clock.warned.v1'
  | 'clock.breached.v1'
  | 'clock.met.v1'
  | 'clock.fulfilled_late.v1'
  | 'clock.cancelled.v1'
  | 'clock.superseded.v1'
  | 'clock.extended.v1'
  | 'clock.corrected.v1';

/** An event of a clock before it is published. */
export type Happening = {
  [T in ClockEventType]: {
    readonly type: T;
    readonly time: Instant;
    readonly data: EventData<T>;
    /** The fact that brought it about; null where time did. */
    readonly cause: FactRef | null;
    /** What fired, with the clock's revision: the event's id is derived from it, so that it cannot be said twice. */
    readonly fired: string | null;
  };
}[ClockEventType];
