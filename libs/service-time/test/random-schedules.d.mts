import type { CalendarSpec } from '../src/index.js';
import type { Schedule, SlowOracle } from './slow-oracle.mjs';

export declare const WINDOWS: readonly (readonly [zone: string, date: string])[];

export interface RandomSchedule extends Schedule {
  readonly calendar: CalendarSpec | null;
  readonly due: number;
  readonly oracle: SlowOracle;
}

export declare function randomSchedule(seed: number, calendarSeed?: number): RandomSchedule | null;
