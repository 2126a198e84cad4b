import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { smallPack as valid } from '../test/small-pack.js';
import { type Finding, packVersion, readPack } from './index.js';

const brief = ({ code, file, line, column }: Finding): string => `${code} ${file}:${line}:${column}`;
const changed = (file: string, from: string, to: string): Record<string, string> => {
  expect(valid[file]).toContain(from);
  return { ...valid, [file]: valid[file]!.replace(from, () => to) };
};

test('the smallest pack reads without a finding', () => {
  expect(readPack(valid).findings).toEqual([]);
});

describe('each mistake is found where it stands', () => {
  test.each([
    ['pack.yaml', 'unit: u', 'unit: u\nunits: v', 'unknownKey pack.yaml:4:1'],
    ['pack.yaml', 'unit: u\n', '', 'missingKey pack.yaml:1:1'],
    ['pack.yaml', 'unit: u', 'unit: [u]', 'wrongType pack.yaml:3:7'],
    ['pack.yaml', 'name: small', 'name: Small Pack', 'invalidValue pack.yaml:1:7'],
    ['pack.yaml', 'zone: Asia/Shanghai', 'zone: Asia/Atlantis', 'invalidValue pack.yaml:5:7'],
    ['pack.yaml', '[customer]', '[customer, fax]', 'invalidValue pack.yaml:6:21'],
    ['pack.yaml', '{seq:4}', '{sequence}', 'invalidPattern pack.yaml:7:9'],
    ['pack.yaml', 'N-{yyyy}', 'N-{typeCode}-{yyyy}', 'missingKey pack.yaml:7:9'],
    ['pack.yaml', 'name: small', 'name: "small', 'invalidYaml pack.yaml:8:1'],
    ['taxonomy.yaml', 'id: other', 'id: fault', 'duplicateId taxonomy.yaml:3:5'],
    ['taxonomy.yaml', 'type: number', 'type: integer', 'invalidValue taxonomy.yaml:8:23'],
    ['forms.yaml', '[/summary]', '[summary]', 'invalidValue forms.yaml:4:16'],
    ['classification.yaml', '> 24.0', '> "24"', 'invalidExpression classification.yaml:3:11'],
    ['classification.yaml', 'facts.delayHours', 'facts.delay', 'invalidExpression classification.yaml:3:11'],
    ['classification.yaml', '> 24.0', '+ 1.0', 'invalidExpression classification.yaml:3:11'],
    ['classification.yaml', 'urgency: urgent', 'urgency: high', 'unknownReference classification.yaml:4:14'],
    ['classification.yaml', '{ present: false }', '{}', 'invalidCondition classification.yaml:6:21'],
    ['classification.yaml', '    type: other', '    urgency: normal', 'noDefault classification.yaml:1:1'],
    ['routing.yaml', 'team: desk', 'team: nobody', 'unknownReference routing.yaml:4:11'],
    ['routing.yaml', 'facts.impact', 'facts.effect', 'unknownField routing.yaml:3:42'],
    ['routing.yaml', 'facts.impact: many', 'facts.impact: lots', 'unknownReference routing.yaml:3:56'],
    ['routing.yaml', '{ in: [fault, other] }', '{ in: [fault, elf] }', 'unknownReference routing.yaml:3:32'],
    ['clocks.yaml', 'case.opened', 'case.open', 'unknownReference clocks.yaml:5:14'],
    ['clocks.yaml', 'direction: out', 'dir: out', 'unknownField clocks.yaml:8:18'],
    ['clocks.yaml', 'direction: out', 'direction: up', 'unknownReference clocks.yaml:8:29'],
    ['clocks.yaml', 'PT2H', 'P1M', 'invalidDuration clocks.yaml:9:25'],
    ['clocks.yaml', 'runs: hours', 'runs: nights', 'unknownReference clocks.yaml:10:11'],
    ['clocks.yaml', 'percent: 50', 'percent: 150', 'invalidValue clocks.yaml:11:23'],
    ['clocks.yaml', 'to: supervisor', 'to: boss', 'unknownReference clocks.yaml:12:22'],
    ['clocks.yaml', '    warn: [{ percent: 50 }]\n', '', 'unwarnedClock clocks.yaml:2:5'],
    ['calendars.yaml', '09:00-12:00', '09:00-25:00', 'invalidCalendar calendars.yaml:5:13'],
    ['calendars.yaml', 'mon: [09:00-12:00]', 'mon: []', 'invalidCalendar calendars.yaml:3:5'],
    ['calendars.yaml', '2026-01-01', '2026-02-30', 'invalidValue calendars.yaml:7:26'],
    ['escalation.yaml', 'band: low', 'band: lowest', 'unknownReference escalation.yaml:4:20'],
    ['notices.yaml', 'to: customer', 'to: everybody', 'unknownReference notices.yaml:4:9'],
    ['notices.yaml', 'resultNotice', 'planNotice', 'missingTemplate notices.yaml:5:15'],
    ['notices.yaml', `'21:00'`, `'21:60'`, 'invalidValue notices.yaml:6:21'],
    ['notices.yaml', `'08:00'`, `'21:00'`, 'invalidValue notices.yaml:6:34'],
    ['notices.yaml', '[urgent]', '[hasty]', 'unknownReference notices.yaml:6:55'],
    ['notices.yaml', 'exceptFor', 'except', 'unknownKey notices.yaml:6:43'],
    ['clocks.yaml', 'percent: 50', 'percent: 50, before: PT1H', 'invalidValue clocks.yaml:11:12'],
    [
      'clocks.yaml',
      '{ duration: PT2H }',
      '{ businessDays: 1, duration: PT2H }',
      'invalidValue clocks.yaml:9:13',
    ],
    ['clocks.yaml', 'runs: hours', 'runs: 24x7\n    cadence: weekly', 'invalidValue clocks.yaml:11:14'],
    [
      'routing.yaml',
      '  - id: all',
      '  - { id: any, team: desk }\n  - id: all',
      'unreachableRule routing.yaml:3:5',
    ],
    [
      'classification.yaml',
      '    type: other',
      '    type: other\n  - { id: x, for: { type: { present: false }, channel: sms }, type: fault }',
      'unreachableRule classification.yaml:11:5',
    ],
    ['clocks.yaml', 'stops:\n', 'stops:\n      - case.opened\n', 'deadClock clocks.yaml:2:5'],
    [
      'clocks.yaml',
      '[case.opened]',
      '[case.waiting]\n    pausesWhile: [waitingCustomer]',
      'deadClock clocks.yaml:2:5',
    ],
    ['clocks.yaml', 'after: PT1H }', 'after: PT1H }, { to: supervisor }', 'unorderedLevels clocks.yaml:2:5'],
    [
      'closing.yaml',
      'reopenWithin: P7D',
      'reopenWithin: P7D\nlapse: { after: PT1H, reminders: [PT1H] }',
      'invalidValue closing.yaml:4:35',
    ],
    [
      'closing.yaml',
      'reopenWithin: P7D',
      'reopenWithin: P7D\nlapse: { after: PT2H, reminders: [PT1H] }',
      'missingTemplate closing.yaml:4:34',
    ],
    ['closing.yaml', '[solution]', '[solution, blessing]', 'invalidValue closing.yaml:1:22'],
    ...(
      [
        ['{% if solution', '{% unless solution', 'invalidTemplate templates/en/resultNotice.liquid:4:45'],
        ['{% endif %}', '', 'invalidTemplate templates/en/resultNotice.liquid:5:1'],
        ['upcase }}', 'upcase', 'invalidTemplate templates/en/resultNotice.liquid:4:18'],
        ['upcase', 'shout', 'invalidTemplate templates/en/resultNotice.liquid:4:18'],
        ['case.number', 'case.secret', 'unknownVariable templates/en/resultNotice.liquid:2:17'],
      ] as const
    ).map(([from, to, expected]) => ['templates/en/resultNotice.liquid', from, to, expected] as const),
    [
      'templates/en/resultNotice.liquid',
      '{{ solution |',
      '{{ answer |',
      'unknownVariable templates/en/resultNotice.liquid:4:18',
    ],
    [
      'templates/en/resultNotice.liquid',
      '{% if solution',
      '{% include x',
      'invalidTemplate templates/en/resultNotice.liquid:4:1',
    ],
  ])('%s: "%s" as "%s"', (file, from, to, expected) => {
    const found = readPack(changed(file, from, to));
    expect(found.findings.map(brief)).toContain(expected);
    expect(found.pack === null).toBe(found.findings.some(({ severity }) => severity === 'error'));
  });

  test('a file too many, a file too few, a text in one language only', () => {
    const { 'closing.yaml': _closing, ...without } = valid;
    const { 'templates/zh-CN/resultNotice.liquid': _template, ...oneLanguage } = valid;
    expect(readPack(without).findings.map(brief)).toEqual(['missingFile closing.yaml:1:1']);
    expect(readPack({ ...valid, 'clock.yaml': '' }).findings.map(brief)).toEqual([
      'unknownFile clock.yaml:1:1',
    ]);
    expect(readPack(oneLanguage).findings.map(brief)).toEqual([
      'missingTemplate templates/en/resultNotice.liquid:1:1',
    ]);
  });

  test('an unknown key is named, with what is accepted', () => {
    const [finding] = readPack(changed('closing.yaml', 'archiveAfter', 'archivedAfter')).findings;
    expect(finding!.message.en).toBe(
      'unknown key "archivedAfter"; accepted: requires, archiveAfter, reopenWithin, lapse',
    );
    expect(finding!.message['zh-CN']).toContain('archivedAfter');
  });

  test('one reading finds everything', () => {
    const twice = { ...changed('routing.yaml', 'desk', 'nobody'), ...{ 'closing.yaml': 'requires: [x]\n' } };
    expect(readPack(twice).findings.map(brief)).toEqual([
      'unknownReference routing.yaml:4:11',
      'invalidValue closing.yaml:1:12',
      'missingKey closing.yaml:1:1',
      'missingKey closing.yaml:1:1',
    ]);
  });
});

test('whatever the files say, reading never throws, and what is refused has a finding', () => {
  const snippets = [
    '&a [*a]',
    '- - -',
    '{',
    '? x',
    '!!binary ==',
    '<<: *x',
    '"',
    '\t',
    '__proto__: 1',
    '[]',
    '~',
    '|',
    '1e999',
  ];
  const edit = fc.record({
    file: fc.constantFrom(...Object.keys(valid)),
    at: fc.nat(400),
    cut: fc.nat(60),
    put: fc.oneof(fc.constantFrom(...snippets), fc.string({ maxLength: 12 })),
  });
  fc.assert(
    fc.property(fc.array(edit, { minLength: 1, maxLength: 3 }), (edits) => {
      const files: Record<string, string> = { ...valid };
      for (const { file, at, cut, put } of edits) {
        files[file] = files[file]!.slice(0, at) + put + files[file]!.slice(at + cut);
      }
      const { pack, findings } = readPack(files);
      expect(pack === null).toBe(findings.some(({ severity }) => severity === 'error'));
      for (const { line, column } of findings) expect(Math.min(line, column)).toBeGreaterThanOrEqual(1);
    }),
    { numRuns: 300 },
  );
});

test.each([
  ['deep nesting', '['.repeat(20_000)],
  ['aliases that multiply', `a: &a [x]\nb: &b [${'*a,'.repeat(9)}]\nc: &c [${'*b,'.repeat(9)}]\n`],
  ['an alias to nothing', 'name: *nowhere\n'],
])('%s is refused, not followed', (_, text) => {
  expect(readPack({ ...valid, 'pack.yaml': text }).pack).toBeNull();
});

describe('a version', () => {
  test('is the same for the same content, whatever the order of files and the line ends', () => {
    const reversed = Object.fromEntries(Object.entries(valid).reverse());
    const dos = Object.fromEntries(
      Object.entries(valid).map(([path, text]) => [path, text.replaceAll('\n', '\r\n')]),
    );
    expect(packVersion(reversed)).toBe(packVersion(valid));
    expect(packVersion(dos)).toBe(packVersion(valid));
    expect(packVersion({ ...valid, 'tests/a.yaml': 'x', 'README.md': 'y' })).toBe(packVersion(valid));
  });
  test('changes with every change of content', () => {
    expect(packVersion(changed('closing.yaml', 'P7D', 'P8D'))).not.toBe(packVersion(valid));
    expect(packVersion({ a: 'bc' })).not.toBe(packVersion({ ab: 'c' }));
  });
});
