import { type CalendarSpec, DAY, type Instant, formatInstant } from '@caseloop/service-time';
import { NOTICE_ENDS_SOON_DAYS } from './limits.js';
import type { Place } from './place.js';

/**
 * A calendar must say how far its holidays are known, and be renewed in time: what lies beyond is an ordinary week to
 * it, and a promise made over it may prove wrong. `place` is where its `knownUntil` stands, or the calendar.
 */
export function lintCalendar(spec: CalendarSpec, place: Place, now: Instant | undefined): void {
  const { knownUntil, holidays = [], makeUpDays = [] } = spec;
  if (knownUntil === undefined) {
    if (holidays.length + makeUpDays.length === 0) return;
    const [zh, en] = [
      '缺少“knownUntil”：假期通知到何日为止；其后的年份会被当作没有假期',
      '"knownUntil" is missing: the last date its holidays are known for; years after it would pass as without any',
    ];
    return place.report('unboundedHolidays', zh, en, 'warning');
  }
  if (now === undefined) return;
  const soon = formatInstant(now + NOTICE_ENDS_SOON_DAYS * DAY).slice(0, 10);
  if (knownUntil >= soon) return;
  place.report(
    'calendarExpires',
    `日历的假期只到 ${knownUntil}，须在 ${NOTICE_ENDS_SOON_DAYS} 天前录入下一年的通知；此后的到期时间均为暂定`,
    `the holidays are known until ${knownUntil} only, less than ${NOTICE_ENDS_SOON_DAYS} days ahead: due times after it are provisional`,
    'warning',
  );
}
