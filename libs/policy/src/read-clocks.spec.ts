import { describe, expect, test } from '@jest/globals';
import { smallPack } from '../test/small-pack.js';
import { type ClockDefinition, type Finding, readPack } from './index.js';

function read(
  from: string,
  to: string,
): { clock: ClockDefinition | undefined; findings: readonly Finding[] } {
  const clocks = smallPack['clocks.yaml']!;
  expect(clocks).toContain(from);
  const { pack, findings } = readPack({ ...smallPack, 'clocks.yaml': clocks.replace(from, () => to) });
  return { clock: pack?.clocks[0], findings };
}

describe('a step of the ladder', () => {
  test('can be told again until it is acknowledged, three times unless the pack says how often', () => {
    const ladder = 'to: supervisor, again: PT30M';
    expect(read('to: supervisor', ladder).clock!.escalate[0]).toMatchObject({
      again: { every: 'PT30M', limit: 3 },
    });
    expect(read('to: supervisor', `${ladder}, limit: 9`).clock!.escalate[0]!.again!.limit).toBe(9);
  });

  test('cannot be told again without a pause', () => {
    expect(read('to: supervisor', 'to: supervisor, again: PT0S').findings).toMatchObject([
      { code: 'invalidValue', file: 'clocks.yaml' },
    ]);
  });
});

describe('a clock', () => {
  test('can measure without a target', () => {
    expect(read('target: { duration: PT2H }', 'target: none').clock!.target).toEqual({ none: true });
    expect(read('target: { duration: PT2H }', 'target: soon').findings).toMatchObject([
      { severity: 'error' },
    ]);
  });

  test('can be for the cases that one team has', () => {
    expect(read('    starts:', '    for: { team: desk }\n    starts:').clock!.match).toEqual({
      team: 'desk',
    });
    expect(read('    starts:', '    for: { team: elves }\n    starts:').findings).toMatchObject([
      { code: 'unknownReference' },
    ]);
  });
});
