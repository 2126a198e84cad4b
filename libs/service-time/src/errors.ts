/** A duration that is not `PnW`, `PnD`, `PTnHnMnS` or a mixture: months and years have no fixed length. */
export class InvalidDuration extends Error {
  constructor(readonly text: string) {
    super(
      `"${text}" is not a duration: accepted are weeks, days, hours, minutes and seconds, such as P1W, P2DT12H, PT90M`,
    );
    this.name = 'InvalidDuration';
  }
}

export class InvalidInstant extends Error {
  constructor(readonly text: string) {
    super(
      `"${text}" is not a point in time: accepted is RFC 3339 with an offset, such as 2026-11-23T09:00:00+08:00`,
    );
    this.name = 'InvalidInstant';
  }
}

export class UnknownZone extends Error {
  constructor(readonly zone: string) {
    super(`"${zone}" is not a time zone of the IANA database, such as Asia/Shanghai`);
    this.name = 'UnknownZone';
  }
}

/** `path` is where in the calendar: `["week", "mon", "0"]`, `["exceptions", "2026-10-01"]`, `["holidays", "0", "to"]`. */
export class InvalidCalendar extends Error {
  constructor(
    readonly path: readonly string[],
    readonly text: string,
    accepted: string,
  ) {
    super(`"${text}" at ${path.join('.')}: accepted is ${accepted}`);
    this.name = 'InvalidCalendar';
  }
}

/** A promise on such a calendar could never fall due. */
export class CalendarHasNoOpenTime extends Error {
  constructor() {
    super('the calendar is never open: give it hours on a weekday or on a dated exception');
    this.name = 'CalendarHasNoOpenTime';
  }
}

/** The calendar has open time, but not as much as was asked for within the years that can be computed. */
export class CalendarRunsOut extends Error {
  constructor(readonly year: number) {
    super(`the calendar has not enough open time up to the end of the year ${year}`);
    this.name = 'CalendarRunsOut';
  }
}

/** Business days are days of a calendar; a promise that runs 24x7 has none. */
export class BusinessDaysNeedCalendar extends Error {
  constructor() {
    super('a target in business days needs a calendar; 24x7 has no business days');
    this.name = 'BusinessDaysNeedCalendar';
  }
}
