import type { Logger } from '@caseloop/service';
import type { Carrier } from './domain/carriers.js';
import type { Message } from './messages.repository.js';

/** The carrier is sure that the message did not leave: it may be tried again whatever the carrier is. */
export class NotSentError extends Error {}

/** What takes a message out of the house. */
export interface CarrierLine {
  /** Whether sending twice does no harm: it carries our id, and the other side drops the second one. */
  readonly repeatable: boolean;
  /** Resolves when the other side has it. `reference` is the other side's name for it. */
  send(message: Message): Promise<{ readonly reference?: string }>;
}

export type Carriers = Readonly<Record<Carrier, CarrierLine>>;

/**
 * What carries messages in an installation without gateways. `log` leaves the text in the message store, where the
 * API shows it; the log line names it and repeats nothing of it. A call task is there once its message is: a person
 * finds it in the list of open ones.
 */
export function localCarriers(logger: Logger): Carriers {
  return {
    log: {
      repeatable: true,
      send: (message) => {
        const { id, caseId, template, language, wantedChannel } = message;
        logger.debug({ messageId: id, caseId, template, language, wantedChannel }, 'message written down');
        return Promise.resolve({});
      },
    },
    callTask: { repeatable: true, send: () => Promise.resolve({}) },
  };
}
