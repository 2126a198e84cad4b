import type { Violation } from '@caseloop/contracts';

/**
 * Why a command changes nothing. 403: not this actor. 409: the case has moved on since its author looked.
 * 422: its state, its pack or the command itself does not allow it; `errors` point into the command's body.
 */
export class Refusal {
  constructor(
    readonly status: 403 | 409 | 422,
    readonly code: string,
    readonly message: string,
    readonly errors: readonly Violation[] = [],
  ) {}
}

/** A refusal for one or several fields of the command. */
export function refuseFields(...errors: readonly Violation[]): Refusal {
  const message = errors.map((error) => `${error.pointer}: ${error.message}`).join('; ');
  return new Refusal(422, errors[0]!.code, message, errors);
}

/** A refusal that no single field is to blame for. */
export function refuse(code: string, message: string): Refusal {
  return new Refusal(422, code, message);
}
