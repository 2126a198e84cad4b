export { WEEKDAYS, type CalendarSpec, type Instant, type Interval, type Target, type Weekday } from './types.js';
