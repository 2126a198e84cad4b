import 'reflect-metadata';
import { describe, expect, test } from '@jest/globals';
import {
  FlagField,
  ListField,
  MatchField,
  ObjectField,
  ObjectListField,
  ObjectValueField,
  OneOfField,
  TextField,
  isText,
  required,
} from './accepted.js';
import { violations } from './validated.js';

class PartDto {
  @TextField(5, required) name!: string;
}
class BodyDto {
  @TextField(5, required) text!: string;
  @OneOfField(['a', 'b']) word?: string;
  @MatchField(/^\d$/, 'a digit') digit?: string;
  @FlagField() flag?: boolean;
  @ListField((item) => isText(item, 5), 'texts', { itemsMin: 1, itemsMax: 2 }) list?: string[];
  @ObjectField(() => PartDto, required) part!: PartDto;
  @ObjectListField(() => PartDto, 2) parts?: PartDto[];
  @ObjectValueField() value?: object;
}
const sound = { text: 'text', part: { name: 'n' } };
const found = (body: object) =>
  violations(BodyDto, body).errors.map(({ pointer, code }) => `${pointer} ${code}`);

describe('a field', () => {
  test('that is as its rule wants it is no violation, nor is an absent one that may be absent', () => {
    expect(found(sound)).toEqual([]);
    const full = { word: 'a', digit: '1', flag: false, list: ['x'], parts: [{ name: 'n' }], value: {} };
    expect(found({ ...sound, ...full })).toEqual([]);
  });

  test('that is missing is told once, as missing', () => {
    expect(found({})).toEqual(['/text required', '/part required']);
  });

  test.each([
    ['/text text', { text: ' ' }],
    ['/text text', { text: 'longer' }],
    ['/text text', { text: 'a\u0000' }],
    ['/text text', { text: '\ud800' }],
    ['/text text', { text: null }],
    ['/word oneOf', { word: 'c' }],
    ['/word oneOf', { word: ['a'] }],
    ['/digit format', { digit: 1 }],
    ['/flag boolean', { flag: 'true' }],
    ['/list list', { list: [] }],
    ['/list list', { list: ['a', 'b', 'c'] }],
    ['/list list', { list: [1] }],
    ['/part/name required', { part: {} }],
    ['/part/name text', { part: { name: 1 } }],
    ['/parts/1/name required', { parts: [{ name: 'n' }, {}] }],
    ['/value object', { value: [] }],
  ])('is told at %s for %j', (expected, fields) => {
    expect(found({ ...sound, ...fields })).toEqual([expected]);
  });

  test('says what is accepted', () => {
    const { errors } = violations(BodyDto, { ...sound, list: [], word: 1 });
    expect(errors.map(({ message }) => message).sort()).toEqual([
      'expected: a list of 1 to 2 texts',
      'expected: one of a, b',
    ]);
  });
});
