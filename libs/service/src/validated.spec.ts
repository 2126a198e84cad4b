import 'reflect-metadata';
import { describe, expect, test } from '@jest/globals';
import { Type } from 'class-transformer';
import { IsIn, IsOptional, IsString, MaxLength, ValidateNested } from 'class-validator';
import { Problem } from './problem.js';
import { validated } from './validated.js';

class Customer {
  @IsString() @MaxLength(5) name!: string;
}

class Request {
  @IsIn(['phone', 'web']) channel!: string;
  @ValidateNested({ each: true }) @Type(() => Customer) customers!: Customer[];
  @IsOptional() @IsString() note?: string;
}

function problemOf(body: unknown): Problem {
  try {
    validated(Request, body);
  } catch (error) {
    if (error instanceof Problem) return error;
    throw error;
  }
  throw new Error('nothing was refused');
}

describe('a body', () => {
  test('that keeps all rules comes back as its class', () => {
    const request = validated(Request, { channel: 'web', customers: [{ name: 'A' }] });
    expect(request).toBeInstanceOf(Request);
    expect(request.customers[0]).toBeInstanceOf(Customer);
    expect(Object.keys(request)).toEqual(['channel', 'customers']);
  });

  test('is told every violation at once, with its place and the name of the rule', () => {
    const problem = problemOf({
      channel: 'fax',
      customers: [{ name: 'A' }, { name: 'too long' }],
      'a/b~': 1,
    });
    expect(problem.status).toBe(422);
    expect(problem.errors!.map(({ pointer, code }) => `${pointer} ${code}`).sort()).toEqual([
      '/a~1b~0 unknownField',
      '/channel isIn',
      '/customers/1/name maxLength',
    ]);
    expect(problem.errors!.find(({ code }) => code === 'isIn')!.message).toContain('phone, web');
  });

  test('with an unknown field in a nested object is refused by its name', () => {
    const problem = problemOf({ channel: 'web', customers: [{ name: 'A', nmae: 'B' }] });
    expect(problem.errors).toEqual([
      { pointer: '/customers/0/nmae', code: 'unknownField', message: '"nmae" is not a known field' },
    ]);
  });

  test.each([undefined, null, 5, 'text', []])('that is no object is refused: %p', (body) => {
    expect(problemOf(body).errors).toEqual([
      { pointer: '', code: 'isObject', message: 'a JSON object is expected' },
    ]);
  });

  test('cannot reach the prototype of anything', () => {
    const body: unknown = JSON.parse(
      '{"channel": "web", "customers": [], "__proto__": {"polluted": 1}, "constructor": {"prototype": {"polluted": 1}}}',
    );
    expect(problemOf(body).status).toBe(422);
    expect(({} as { polluted?: number }).polluted).toBeUndefined();
  });

  test('with very many violations is told the first hundred and how many there are', () => {
    const customers = Array.from({ length: 150 }, () => ({ name: 'too long' }));
    const problem = problemOf({ channel: 'web', customers });
    expect(problem.errors).toHaveLength(100);
    expect(problem.detail).toContain('150 violations');
  });
});
