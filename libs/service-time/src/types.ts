/** A point in time as epoch milliseconds. Every rule of the product takes `now` as one of these. */
export type Instant = number;

/** `[from, to)`, in epoch milliseconds. */
export interface Interval {
  readonly from: Instant;
  readonly to: Instant;
}

export const WEEKDAYS = ['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun'] as const;
export type Weekday = (typeof WEEKDAYS)[number];

/** Both ends are dates (`2026-10-01`) and belong to the holiday; without `to` it is a single day. */
export interface Holiday {
  readonly from: string;
  readonly to?: string;
}

/** A workday that makes up for a holiday (调休) works the hours of the weekday it names. */
export interface MakeUpDay {
  readonly date: string;
  readonly as: Weekday;
}

/**
 * A calendar as data. Hours are `"09:00-12:00"` in wall time of `zone`; an interval may end after midnight
 * (`"22:00-06:00"`, it belongs to the day it opens on), `"00:00-24:00"` is a whole day. For one date an exception stands
 * before a make-up workday, that before a holiday, and that before the week; each replaces the intervals that its date
 * itself opens. Beyond `knownUntil` (the last date the holiday notice speaks of) a due time is provisional.
 */
export interface CalendarSpec {
  readonly zone: string;
  readonly week: Partial<Record<Weekday, readonly string[]>>;
  readonly holidays?: readonly Holiday[];
  readonly makeUpDays?: readonly MakeUpDay[];
  readonly exceptions?: Readonly<Record<string, readonly string[]>>;
  readonly knownUntil?: string;
}

/** How much time a promise allows: running time, or the close of business of the n-th business day. */
export type Target = { readonly duration: string } | { readonly businessDays: number };

/** Or an instant that was agreed on (RFC 3339): it stands, whatever the calendar and the pauses. */
export type Deadline = Target | { readonly at: string };
