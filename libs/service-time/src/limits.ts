/** The years within which calendars are computed: beyond them lies a mistake, not a promise. */
export const YEAR_MIN = 1900;
export const YEAR_MAX = 2200;
/** How long a target may be: a hundred years of running time keeps every sum an exact integer. */
export const DURATION_MS_MAX = 100 * 366 * 24 * 60 * 60 * 1000;
/** How many business days a target may span; far above any promise, far below what would exhaust a calendar. */
export const BUSINESS_DAYS_MAX = 1000;
/** A holiday of years is a mistake in a date, and would be a table without end. */
export const HOLIDAY_DAYS_MAX = 60;
