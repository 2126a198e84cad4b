import type { CalendarSpec, Interval, Target } from '../src/index.js';

export declare class Window {
  constructor(zone: string, from: number, days: number);
  readonly zone: string;
  readonly from: number;
  readonly walls: Int32Array;
  readonly changes: readonly number[];
  readonly dates: readonly number[];
  find(wall: number, which: 'first' | 'last'): number;
}

export interface Schedule {
  readonly start: number;
  readonly target: Target;
  readonly pauses: readonly Interval[];
}

export declare class SlowOracle {
  constructor(calendar: CalendarSpec | null, window: Window);
  due(schedule: Schedule): number | null;
  openTime(from: number, to: number, pauses: readonly Interval[]): number;
}
