import { connectAmqp } from './amqp-transport.js';
import { createInProcessTransport } from './in-process-transport.js';
import type { OnTransportEvent } from './transport-events.js';
import type { Transport } from './transport.js';

export interface TransportConfig {
  /** `amqp://...`, `amqps://...`, or `in-process:`. */
  readonly brokerUrl: string;
  readonly brokerPrefix: string;
  /** Names the connections in the broker's list. */
  readonly service?: string;
}

/** The transport a configuration asks for. Does not wait for the broker; throws on a URL of another kind. */
export async function connectTransport(
  config: TransportConfig,
  onEvent?: OnTransportEvent,
): Promise<Transport> {
  const { brokerUrl, brokerPrefix, service } = config;
  const { protocol } = new URL(brokerUrl);
  if (protocol === 'in-process:') return createInProcessTransport(onEvent);
  if (protocol === 'amqp:' || protocol === 'amqps:') {
    const name = service === undefined ? undefined : `caseloop ${service}`;
    return connectAmqp({ url: brokerUrl, prefix: brokerPrefix, name, onEvent });
  }
  throw new Error(`A broker URL starts with amqp:, amqps: or in-process:, not ${protocol}`);
}
