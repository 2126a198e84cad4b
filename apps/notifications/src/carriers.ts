import type { Logger } from '@caseloop/service';
import type { CarrierLine } from './carrier-line.js';
import type { NotificationsConfig } from './config.js';
import type { Carrier } from './domain/carriers.js';
import { gatewayLine } from './gateway-line.js';
import { smtpLine } from './smtp-line.js';

/** The carriers of an installation. `log` and `callTask` need nothing and are always there. */
export type Carriers = Readonly<Partial<Record<Carrier, CarrierLine>>> &
  Readonly<Record<'log' | 'callTask', CarrierLine>>;

/** What carries messages in an installation: what it configured, and what needs no configuration. */
export function carriersOf(config: NotificationsConfig, logger: Logger, now: () => number): Carriers {
  const { smtp, gateway } = config;
  const line = gateway === null ? null : gatewayLine(gateway, now);
  return {
    ...localCarriers(logger),
    ...(smtp === null ? {} : { email: smtpLine(smtp) }),
    ...(line === null ? {} : Object.fromEntries(gateway!.channels.map((channel) => [channel, line]))),
  };
}

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
