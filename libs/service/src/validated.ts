import type { Violation } from '@caseloop/contracts';
import type { PipeTransform } from '@nestjs/common';
import { plainToInstance } from 'class-transformer';
import { type ValidationError, validateSync } from 'class-validator';
import { VIOLATIONS_MAX } from './limits.js';
import { Problem } from './problem.js';

/** One step of a JSON pointer (RFC 6901). */
function step(key: string): string {
  return `/${key.replaceAll('~', '~0').replaceAll('/', '~1')}`;
}

function violationsOf(errors: readonly ValidationError[], at: string): Violation[] {
  return errors.flatMap((error) => {
    const pointer = at + step(error.property);
    const own = Object.entries(error.constraints ?? {}).map(([code, message]) =>
      code === 'whitelistValidation' ? unknownField(pointer, error.property) : { pointer, code, message },
    );
    return [...own, ...violationsOf(error.children ?? [], pointer)];
  });
}

/** Names that class-transformer leaves out without a word. No field of ours has one, so they are unknown fields. */
const LEFT_OUT = ['__proto__', 'constructor'];

function leftOut(value: unknown, at: string): Violation[] {
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([key, inner]) => {
    const pointer = at + step(key);
    return LEFT_OUT.includes(key) ? [unknownField(pointer, key)] : leftOut(inner, pointer);
  });
}

function unknownField(pointer: string, name: string): Violation {
  return { pointer, code: 'unknownField', message: `"${name}" is not a known field` };
}

/** Every violation of `Dto` in `body`; empty when there is none. Unknown fields are violations. */
export function violations<T extends object>(
  Dto: new () => T,
  body: unknown,
): { value: T; errors: Violation[] } {
  if (typeof body !== 'object' || body === null || Array.isArray(body)) {
    const message = 'a JSON object is expected';
    return { value: new Dto(), errors: [{ pointer: '', code: 'isObject', message }] };
  }
  const value = plainToInstance(Dto, body, { exposeDefaultValues: true });
  const errors = validateSync(value, {
    whitelist: true,
    forbidNonWhitelisted: true,
    forbidUnknownValues: true,
    validationError: { target: false, value: false },
  });
  return { value, errors: [...leftOut(body, ''), ...violationsOf(errors, '')] };
}

/** The problem that tells all violations at once: 422. */
export function invalid(errors: readonly Violation[]): Problem {
  const rest = errors.length - VIOLATIONS_MAX;
  return new Problem({
    status: 422,
    code: 'invalid',
    title: 'The request is not acceptable',
    detail:
      rest > 0
        ? `${errors.length} violations; the first ${VIOLATIONS_MAX} are listed`
        : errors.map(({ pointer, message }) => `${pointer === '' ? 'body' : pointer}: ${message}`).join('; '),
    errors: errors.slice(0, VIOLATIONS_MAX),
  });
}

/** `body` as a `Dto` with its class-validator rules; a problem (422) with every violation otherwise. */
export function validated<T extends object>(Dto: new () => T, body: unknown): T {
  const { value, errors } = violations(Dto, body);
  if (errors.length > 0) throw invalid(errors);
  return value;
}

/** The same as a pipe: `@Body(ValidBody(CommandDto)) body: CommandDto`. */
export function ValidBody<T extends object>(Dto: new () => T): PipeTransform<unknown, T> {
  return { transform: (body) => validated(Dto, body) };
}
