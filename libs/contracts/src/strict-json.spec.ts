import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { StrictJsonError, parseStrictJson } from './strict-json.js';

function refusal(
  input: string | Buffer,
  depthMax?: number,
): Pick<StrictJsonError, 'code' | 'pointer' | 'offset'> {
  try {
    parseStrictJson(input, { depthMax });
  } catch (error) {
    if (error instanceof StrictJsonError)
      return { code: error.code, pointer: error.pointer, offset: error.offset };
    throw error;
  }
  throw new Error(`"${String(input)}" was taken`);
}

/** What only we refuse, of what the pieces below can say. */
const STRICTER = ['duplicateKey', 'numberTooLarge', 'nulCharacter'];

const isPlain = (text: string): boolean => !/__proto__|\\u0000|\\ud[89a-f]/i.test(text);

describe('strict JSON', () => {
  test('holds no more values than its reader wants to judge, at all depths together', () => {
    const fits = '{"a":[1,2],"b":{"c":3}}';
    expect(parseStrictJson(fits, { valuesMax: 6 })).toEqual({ a: [1, 2], b: { c: 3 } });
    expect(() => parseStrictJson(fits, { valuesMax: 5 })).toThrow(
      expect.objectContaining({ code: 'tooManyValues', pointer: '/b/c', offset: 20 }),
    );
    expect(refusal(`[${'0,'.repeat(20_000)}0]`).code).toBe('tooManyValues');
  });

  test('reads whatever JSON writes, the same as JSON.parse', () => {
    fc.assert(
      fc.property(fc.jsonValue({ maxDepth: 8 }), fc.constantFrom(0, 2, '\t'), (value, indent) => {
        const text = JSON.stringify(value, null, indent);
        fc.pre(isPlain(text));
        expect(parseStrictJson(text)).toEqual(JSON.parse(text));
        expect(parseStrictJson(Buffer.from(text))).toEqual(JSON.parse(text));
      }),
    );
  });

  test('refuses whatever JSON.parse refuses, and otherwise reads the same or refuses by name', () => {
    const piece = fc.constantFrom(
      ...'{}[]:,"\\/- \n\u0001aut0123.eE+',
      '"a"',
      'true',
      'null',
      '\\u00e9',
      '1e3',
    );
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 12 }), (pieces) => {
        const text = pieces.join('');
        let expected: unknown;
        try {
          expected = JSON.parse(text);
        } catch {
          expect(['notJson', 'empty', ...STRICTER]).toContain(refusal(text).code);
          return;
        }
        const read = (() => {
          try {
            return parseStrictJson(text);
          } catch (error) {
            expect(STRICTER).toContain((error as StrictJsonError).code);
            return expected;
          }
        })();
        expect(read).toEqual(expected);
      }),
      { numRuns: 2_000 },
    );
  });

  test.each([
    ['', 'empty', '', 0],
    [' \n', 'empty', '', 2],
    ['{"a":1,}', 'notJson', '', 7],
    ['[1,]', 'notJson', '/1', 3],
    ['{"a":01}', 'notJson', '', 6],
    ['{"a":NaN}', 'notJson', '/a', 5],
    ["{'a':1}", 'notJson', '', 1],
    ['"\\x"', 'notJson', '', 1],
    ['"ab', 'notJson', '', 3],
    ['"a\tb"', 'notJson', '', 2],
    ['1 2', 'notJson', '', 2],
    ['\ufeff{}', 'notJson', '', 0],
    ['{"a":{"b":1,"b":2}}', 'duplicateKey', '/a/b', 12],
    ['{"a":1,"\\u0061":2}', 'duplicateKey', '/a', 7],
    ['{"x":[{"__proto__":1}]}', 'forbiddenKey', '/x/0/__proto__', 7],
    ['{"\\u005f_proto__":1}', 'forbiddenKey', '/__proto__', 1],
    ['["\\u0000"]', 'nulCharacter', '/0', 2],
    ['["\\ud83d"]', 'loneSurrogate', '/0', 1],
    ['["\ud83d"]', 'loneSurrogate', '/0', 1],
    ['{"a/b":{"~":1e999}}', 'numberTooLarge', '/a~1b/~0', 12],
  ])('%j is refused: %s at "%s", %i', (text, code, pointer, offset) => {
    expect(refusal(text)).toEqual({ code, pointer, offset });
  });

  test('takes pairs of surrogates, escaped or not', () => {
    expect(parseStrictJson('["\\ud83d\\ude00","😀","客户\\u738b"]')).toEqual(['😀', '😀', '客户王']);
  });

  test('names the first byte that is not UTF-8', () => {
    expect(refusal(Buffer.from([0x22, 0xe5, 0xae, 0xa2, 0xff, 0x22]))).toMatchObject({
      code: 'notUtf8',
      offset: 4,
    });
    expect(refusal(Buffer.from([0x22, 0xe5, 0xae]))).toMatchObject({ code: 'notUtf8', offset: 1 });
  });

  test('takes nesting up to the limit and refuses one level more', () => {
    const nested = (depth: number): string => '['.repeat(depth) + ']'.repeat(depth);
    expect(() => parseStrictJson(nested(32))).not.toThrow();
    expect(refusal(nested(33))).toMatchObject({ code: 'tooDeep', offset: 32 });
    expect(refusal('{"a":[]}', 1)).toEqual({ code: 'tooDeep', pointer: '/a', offset: 5 });
    expect(refusal('['.repeat(1_000_000)).code).toBe('tooDeep');
  });
});
