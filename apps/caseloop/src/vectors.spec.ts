import { describe, expect, test } from '@jest/globals';
import { readVector, verdict } from './vectors.js';

const valid = {
  id: 'v1',
  calendar: { zone: 'Europe/Berlin', week: { mon: ['09:00-12:00'] }, exceptions: { '2026-01-05': [] } },
  start: '2026-01-01T00:00:00Z',
  target: { duration: 'PT1H' },
  pauses: [{ from: '2026-01-12T08:30:00Z', to: '2026-01-12T08:40:00Z' }],
  due: '2026-01-12T09:10:00Z',
};
const read = (changes: object): ReturnType<typeof readVector> =>
  readVector(JSON.stringify({ ...valid, ...changes }));

test('a vector passes when the arithmetic comes to its due time, and else says what it came to', () => {
  expect(verdict(read({}))).toBeNull();
  expect(verdict(read({ due: '2026-01-12T09:10:01Z' }))).toMatch('computed 2026-01-12T09:10:00.000Z');
  expect(verdict(read({ calendar: null, due: '2026-01-01T01:00:00Z', pauses: [] }))).toBeNull();
});

describe('what the arithmetic refuses is a failure with its reason', () => {
  test.each([
    [{ calendar: null, target: { businessDays: 1 } }, 'needs a calendar'],
    [{ calendar: { ...valid.calendar, zone: 'Mars/Olympus' } }, 'not a time zone'],
    [{ calendar: { ...valid.calendar, week: {} } }, 'never open'],
    [{ calendar: { ...valid.calendar, week: { mo: [] } } }, 'week.mo'],
    [{ target: { duration: 'P1M' } }, 'not a duration'],
    [{ target: { businessDays: -1 } }, 'business days are'],
  ])('%j', (changes, reason) => expect(verdict(read(changes))).toMatch(reason));
});

describe('what the format does not have is refused by its place', () => {
  test.each<[object, string]>([
    [{ note: 'x' }, '/note: is unknown'],
    [{ id: '' }, '/id: a text'],
    [{ start: undefined }, '/start: is missing'],
    [{ start: '2026-01-01T00:00:00' }, '/start: '],
    [{ calendar: [] }, '/calendar: an object'],
    [{ calendar: { ...valid.calendar, knownUntil: '2026-12-31' } }, '/calendar/knownUntil: is unknown'],
    [{ calendar: { ...valid.calendar, week: { mon: '09:00-12:00' } } }, '/calendar/week/mon: a list'],
    [{ target: {} }, '/target: either'],
    [{ target: { duration: 'PT1H', businessDays: 1 } }, '/target: either'],
    [{ target: { businessDays: 1.5 } }, '/target/businessDays'],
    [{ pauses: [{ from: '2026-01-12T08:30:00Z' }] }, '/pauses/0/to: is missing'],
    [{ pauses: [{ ...valid.pauses[0], to: '2026-01-12T08:29:59Z' }] }, '/pauses/0/to: not before'],
  ])('%j', (changes, reason) => expect(() => read(changes)).toThrow(reason));

  test('a line that is no JSON', () => expect(() => readVector('{')).toThrow('the line: JSON'));
});
