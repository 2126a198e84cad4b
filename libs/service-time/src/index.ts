export {
  WEEKDAYS,
  type CalendarSpec,
  type Deadline,
  type Holiday,
  type Instant,
  type Interval,
  type MakeUpDay,
  type Target,
  type Weekday,
} from './types.js';
export { DAY, HOUR, MINUTE, SECOND, formatDuration, parseDuration } from './duration.js';
export { formatInstant, parseInstant } from './instant.js';
export { type Calendar, compileCalendar } from './calendar.js';
export { type Pause, addOpenTime, openTime, unionOf } from './intervals.js';
export {
  type Due,
  type Run,
  businessDaysEnd,
  deadlineOf,
  dueAfter,
  dueAt,
  elapsed,
  targetMs,
} from './promise.js';
export { type Instance, type Recurrence, nextInstance } from './cadence.js';
export { BUSINESS_DAYS_MAX, DURATION_MS_MAX, HOLIDAY_DAYS_MAX, YEAR_MAX, YEAR_MIN } from './limits.js';
export { Zone } from './zone.js';
export {
  BusinessDaysNeedCalendar,
  CalendarHasNoOpenTime,
  CalendarRunsOut,
  InvalidCalendar,
  InvalidDuration,
  InvalidInstant,
  UnknownZone,
} from './errors.js';
