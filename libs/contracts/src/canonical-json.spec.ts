import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { canonicalJson } from './canonical-json.js';

/** Every object with its members the other way round. */
function reversed(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(reversed);
  if (value === null || typeof value !== 'object') return value;
  return Object.fromEntries(
    Object.entries(value)
      .map(([name, member]) => [name, reversed(member)])
      .reverse(),
  );
}

function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted);
  if (value === null || typeof value !== 'object') return value;
  const names = Object.keys(value).sort();
  return Object.fromEntries(names.map((name) => [name, sorted((value as Record<string, unknown>)[name])]));
}

/** Without names that look like numbers: JavaScript lists those first, whatever their place. */
const wordKeyed = fc.letrec((tie) => ({
  value: fc.oneof(
    fc.double({ noNaN: true, noDefaultInfinity: true }),
    fc.string(),
    fc.boolean(),
    tie('list'),
    tie('object'),
  ),
  list: fc.array(tie('value'), { maxLength: 4 }),
  object: fc.dictionary(
    fc.string({ minLength: 1 }).filter((name) => !/^\d|__proto__/.test(name)),
    tie('value'),
    { maxKeys: 4 },
  ),
})).value;

describe('canonical JSON', () => {
  test('is what JSON.stringify makes of sorted members', () => {
    fc.assert(
      fc.property(wordKeyed, (value) => expect(canonicalJson(value)).toBe(JSON.stringify(sorted(value)))),
    );
  });

  test('means the value it was made from, and does not know how that was written', () => {
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        expect(JSON.parse(canonicalJson(value))).toEqual(JSON.parse(JSON.stringify(value)));
        expect(canonicalJson(reversed(value))).toBe(canonicalJson(value));
      }),
    );
  });

  test('agrees with the example of RFC 8785', () => {
    const value = {
      numbers: [333333333.33333329, 1e30, 4.5, 2e-3, 0.000000000000000000000000001],
      string: "\u20ac$\u000F\u000aA'\u0042\u0022\u005c\\\u0022/",
      literals: [null, true, false],
    };
    expect(canonicalJson(value)).toBe(
      '{"literals":[null,true,false],"numbers":[333333333.3333333,1e+30,4.5,0.002,1e-27],' +
        '"string":"€$\\u000f\\nA\'B\\"\\\\\\\\\\"/"}',
    );
  });

  test('sorts names by their UTF-16 code units, as RFC 8785 lists them', () => {
    const value = { '€': 1, '\r': 2, '\ufb33': 3, '1': 4, '😀': 5, '\u0080': 6, ö: 7, '10': 8, '9': 9 };
    expect(Object.values(JSON.parse(canonicalJson(value)) as object)).toHaveLength(9);
    expect(canonicalJson(value)).toBe(
      '{"\\r":2,"1":4,"10":8,"9":9,"\u0080":6,"ö":7,"€":1,"😀":5,"\ufb33":3}',
    );
  });

  test('leaves out what is undefined and refuses what JSON cannot say', () => {
    expect(canonicalJson({ b: undefined, a: -0 })).toBe('{"a":0}');
    for (const value of [undefined, NaN, Infinity, 1n, '\ud800', { '\udc00': 1 }, [undefined], () => 1]) {
      expect(() => canonicalJson(value)).toThrow(TypeError);
    }
  });
});
