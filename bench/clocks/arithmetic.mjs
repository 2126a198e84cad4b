// A due time on a warm calendar: the office calendar of a pack, starts all over a year, with and without pauses.
import { DAY, HOUR, compileCalendar, dueAt } from '@caseloop/service-time';

const OPERATIONS = 200_000;
const WARM_UP = 20_000;
const ROUNDS = 5;
const OFFICE = ['09:00-12:00', '13:30-18:00'];
const spec = {
  zone: 'Asia/Shanghai',
  week: { mon: OFFICE, tue: OFFICE, wed: OFFICE, thu: OFFICE, fri: OFFICE },
  holidays: [{ from: '2026-10-01', to: '2026-10-07' }],
  makeUpDays: [{ date: '2026-10-10', as: 'mon' }],
};
const SUBJECTS = [
  ['PT4H', { duration: 'PT4H' }, 0],
  ['PT72H', { duration: 'PT72H' }, 0],
  ['PT72H, 3 pauses', { duration: 'PT72H' }, 3],
  ['5 business days', { businessDays: 5 }, 0],
  ['5 business days, 3 pauses', { businessDays: 5 }, 3],
];

/** The best of some rounds: what else the machine does only makes it slower. */
export function measureArithmetic() {
  return SUBJECTS.map(([name, target, pauseCount]) => {
    const calendar = compileCalendar(spec);
    const first = Date.UTC(2026, 0, 5);
    const round = (operations) => {
      const begun = process.hrtime.bigint();
      let sum = 0;
      for (let i = 0; i < operations; i++) {
        const start = first + ((i * 7919) % 525_600) * 60_000;
        const pauses = Array.from({ length: pauseCount }, (_, n) => ({
          from: start + n * DAY,
          to: start + n * DAY + 5 * HOUR,
        }));
        sum += dueAt({ calendar, start, target, pauses }).due;
      }
      if (!Number.isFinite(sum)) throw new Error('a due time is missing');
      return Number(process.hrtime.bigint() - begun) / operations;
    };
    round(WARM_UP);
    const ns = Math.min(...Array.from({ length: ROUNDS }, () => round(OPERATIONS / ROUNDS)));
    return { subject: name, nsPerDueTime: Math.round(ns), perSecond: Math.round(1e9 / ns) };
  });
}
