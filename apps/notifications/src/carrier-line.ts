import type { Failure } from './domain/attempts.js';
import type { Address } from './domain/carriers.js';
import type { Message } from './message-rows.js';

/** What takes a message out of the house. */
export interface CarrierLine {
  /** Whether sending twice does no harm: it carries our id, and the other side drops the second one. */
  readonly repeatable: boolean;
  /**
   * Resolves when the other side has it; `reference` is the other side's name for it. `address` is null only for
   * carriers that need none. Rejects with a `NotSentError` or `RefusedError` where it is sure that the message was not
   * taken, with anything else where it may have been. Reasons name no address: they are told in events.
   */
  send(message: Message, address: Address | null): Promise<{ readonly reference?: string }>;
  close?(): void;
}

/** The other side did not take the message this time, or it did not leave: it may be tried again whatever the carrier is. */
export class NotSentError extends Error {
  /** `afterS`: seconds the other side wants to be left alone. */
  constructor(
    message: string,
    readonly afterS?: number,
  ) {
    super(message);
  }
}

/** The other side did not take the message and never will. */
export class RefusedError extends Error {}

/** What an error of a line says about the message. */
export function failureOf(error: Error): Failure {
  const reason = error.message;
  if (error instanceof RefusedError) return { kind: 'refused', reason };
  if (!(error instanceof NotSentError)) return { kind: 'unsure', reason };
  return { kind: 'notTaken', reason, ...(error.afterS === undefined ? {} : { afterS: error.afterS }) };
}
