import type { Pack } from '@caseloop/policy';
import { DAY, MINUTE, Zone } from '@caseloop/service-time';
import type { Carrier } from './carriers.js';

/** Carriers that make somebody's phone ring. Mail and chats wait until they are looked at. */
const RINGS: ReadonlySet<Carrier> = new Set(['sms', 'appPush', 'callTask']);

/** Until when a message to a customer is held back; null when it may go at once. Epoch milliseconds. */
export function heldUntil(
  { quietHours, zone }: Pick<Pack, 'quietHours' | 'zone'>,
  { carrier, urgency }: { readonly carrier: Carrier; readonly urgency: string },
  now: number,
): number | null {
  if (quietHours === null || !RINGS.has(carrier) || quietHours.exceptFor.includes(urgency)) return null;
  const [from, to] = [minutesOf(quietHours.from), minutesOf(quietHours.to)];
  const wall = Zone.named(zone);
  const local = now + wall.offsetAt(now);
  const midnight = Math.floor(local / DAY) * DAY;
  const minute = (local - midnight) / MINUTE;
  const isQuiet = from < to ? minute >= from && minute < to : minute >= from || minute < to;
  if (!isQuiet) return null;
  const endsToday = minute < to;
  return wall.instantOf(midnight + (endsToday ? 0 : DAY) + to * MINUTE, 'opening');
}

/** `21:30` as minutes after midnight. */
function minutesOf(time: string): number {
  const [hours, minutes] = time.split(':').map(Number);
  return hours! * 60 + minutes!;
}
