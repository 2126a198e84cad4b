import { describe, expect, test } from '@jest/globals';
import { parseInstant } from '@caseloop/service-time';
import { smallPack as valid } from '../test/small-pack.js';
import { type Finding, readPack } from './index.js';

const brief = ({ code, severity, file, line, column }: Finding): string =>
  `${severity} ${code} ${file}:${line}:${column}`;
const changed = (file: string, from: string, to: string): Record<string, string> => {
  expect(valid[file]).toContain(from);
  return { ...valid, [file]: valid[file]!.replace(from, () => to) };
};
const at = (date: string): number => parseInstant(`${date}T09:00:00+08:00`);

describe('each trap of a clock is found where it stands, and nothing else with it', () => {
  test.each([
    ['what starts it stops it', 'stops:\n', 'stops:\n      - case.opened\n', 'deadClock clocks.yaml:2:5'],
    [
      'one of several starts is among what stops it',
      '[case.opened]\n',
      '[case.opened, { on: case.contacted, where: { direction: out, by.kind: agent, purpose: plan } }]\n',
      'deadClock clocks.yaml:2:5',
    ],
    [
      'the stop lists the value that the start names',
      'starts: [case.opened]\n    stops:\n',
      'starts: [{ on: case.rated, where: { band: low } }]\n    stops:\n      - { on: case.rated, where: { band: { in: [low, high] } } }\n',
      'deadClock clocks.yaml:2:5',
    ],
    [
      'it starts in a state in which it pauses',
      '[case.opened]\n',
      '[case.resolved]\n    pausesWhile: [resolved]\n',
      'deadClock clocks.yaml:2:5',
    ],
    [
      'it starts when the wait begins during which it pauses',
      '[case.opened]\n',
      '[case.waiting]\n    pausesWhile: [waitingCustomer]\n',
      'deadClock clocks.yaml:2:5',
    ],
    ['nobody is warned', '    warn: [{ percent: 50 }]\n', '', 'unwarnedClock clocks.yaml:2:5'],
  ])('%s', (_, from, to, expected) => {
    const { pack, findings } = readPack(changed('clocks.yaml', from, to));
    expect(findings.map(brief)).toEqual([`warning ${expected}`]);
    expect(pack).not.toBeNull();
    for (const { message } of findings) expect([message['zh-CN'], message.en]).not.toContain('');
  });

  test.each([
    [
      'another state than the one it pauses in',
      '[case.opened]\n',
      '[case.opened]\n    pausesWhile: [waitingCustomer]\n',
    ],
    [
      'a wait that is not the one it pauses in',
      '[case.opened]\n',
      '[{ on: case.waiting, where: { status: waitingThirdParty } }]\n    pausesWhile: [waitingCustomer]\n',
    ],
    [
      'a stop that is narrower than the start',
      'starts: [case.opened]\n    stops:\n',
      'starts: [{ on: case.rated, where: { band: { in: [low, high] } } }]\n    stops:\n      - { on: case.rated, where: { band: low } }\n',
    ],
  ])('%s is none', (_, from, to) => {
    expect(readPack(changed('clocks.yaml', from, to)).findings).toEqual([]);
  });

  test.each([
    ['silence about the calendar', 'clocks.yaml', '    runs: hours\n', '', 'missingKey clocks.yaml:2:5'],
    [
      'a calendar that is never open',
      'calendars.yaml',
      '[09:00-12:00]',
      '[]',
      'invalidCalendar calendars.yaml:3:5',
    ],
  ])('%s is refused', (_, file, from, to, expected) => {
    const { pack, findings } = readPack(changed(file, from, to));
    expect(findings.map(brief)).toEqual([`error ${expected}`]);
    expect(pack).toBeNull();
  });
});

describe('holiday notices', () => {
  test('holidays without a last known date pass years after it as ordinary ones', () => {
    const { findings } = readPack(changed('calendars.yaml', '    knownUntil: 2026-12-31\n', ''));
    expect(findings.map(brief)).toEqual(['warning unboundedHolidays calendars.yaml:2:3']);
  });

  test('a notice that ends within 90 days is found, for who says what day it is', () => {
    expect(readPack(valid, { now: at('2026-10-02') }).findings).toEqual([]);
    const { findings } = readPack(valid, { now: at('2026-10-03') });
    expect(findings.map(brief)).toEqual(['warning calendarExpires calendars.yaml:8:17']);
    expect(findings[0]!.message.en).toContain('2026-12-31');
  });

  const notice = `knownUntil: 2027-12-31
holidays:
  - { name: x, from: 2027-02-05, to: 2027-02-11 }
makeUpDays:
  - { date: 2027-02-14, as: mon }
`;
  const organisation = (text: string): Record<string, string> => ({
    ...valid,
    'holidays/own.yaml': text,
    'calendars.yaml': `calendars:
  hours:
    zone: Asia/Shanghai
    week:
      mon: [09:00-12:00]
    holidays: holidays/own.yaml
`,
  });

  test('an organisation brings its own as a file of the pack', () => {
    const { pack, findings } = readPack(organisation(notice));
    expect(findings).toEqual([]);
    expect(pack!.calendars['hours']).toMatchObject({
      knownUntil: '2027-12-31',
      holidays: [{ from: '2027-02-05', to: '2027-02-11' }],
      makeUpDays: [{ date: '2027-02-14', as: 'mon' }],
    });
  });

  test('a file for each year, beside holidays of its own', () => {
    const files = organisation(notice);
    files['holidays/older.yaml'] = 'knownUntil: 2026-12-31\nholidays:\n  - { name: y, from: 2026-01-01 }\n';
    files['calendars.yaml'] = files['calendars.yaml']!.replace(
      'holidays: holidays/own.yaml',
      'holidays: [holidays/own.yaml, holidays/older.yaml, { name: ours, from: 2027-09-01 }]',
    );
    const { pack, findings } = readPack(files);
    expect(findings).toEqual([]);
    const { knownUntil, holidays } = pack!.calendars['hours']!;
    expect(knownUntil).toBe('2027-12-31');
    expect(holidays!.map(({ from }) => from)).toEqual(['2027-02-05', '2026-01-01', '2027-09-01']);
  });

  test('what is wrong in it is found there', () => {
    const { pack, findings } = readPack(organisation(notice.replace('as: mon', 'as: someday')));
    expect(findings.map(brief)).toEqual(['error invalidValue holidays/own.yaml:5:29']);
    expect(pack).toBeNull();
    const soon = readPack(organisation(notice), { now: at('2027-12-01') });
    expect(soon.findings.map(brief)).toEqual(['warning calendarExpires holidays/own.yaml:1:13']);
  });

  test('a file that is not there is missed where it is named', () => {
    const { 'holidays/own.yaml': _, ...files } = organisation(notice);
    expect(readPack(files).findings.map(brief)).toContain('error missingFile calendars.yaml:6:15');
  });
});
