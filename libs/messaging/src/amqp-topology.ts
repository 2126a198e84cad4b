import type { Channel, ChannelModel } from 'amqplib';
import { closeChannel } from './close-channel.js';
import { DEAD_QUEUE, TOPOLOGY } from './topology.js';
import { DELIVERY_LIMIT } from './transport-limits.js';
import { EXCHANGES } from './transport.js';

const OWN_QUEUES: ReadonlySet<string> = new Set(TOPOLOGY.queues.map(({ name }) => name));

/** Names on the broker: ours carry the installation's prefix, a partner's reply queue keeps its own. */
export class BrokerNames {
  constructor(private readonly prefix: string) {}

  exchange(name: string): string {
    return name === '' ? '' : this.prefix + name;
  }

  queue(name: string): string {
    return OWN_QUEUES.has(name) ? this.prefix + name : name;
  }

  /** Through the default exchange the routing key is the name of a queue. */
  routingKey(exchange: string, routingKey: string): string {
    return exchange === '' ? this.queue(routingKey) : routingKey;
  }

  /** The name without the prefix, as the product knows it. */
  own(name: string): string {
    return name.startsWith(this.prefix) ? name.slice(this.prefix.length) : name;
  }
}

/**
 * How every queue is made. Written as arguments, not left to policies, so that a broker nobody prepared is safe:
 * - quorum: replicated, fsynced before a confirm; it also counts deliveries.
 * - the limit is explicit because brokers before 4.0 have none by default. It is the last net for a message that
 *   kills the process: handlers' own failures are counted in Postgres and never give a message back.
 * - at-least-once dead lettering, because a dead letter is evidence; the default may lose it. The broker demands
 *   `reject-publish` with it. There is no length limit here, so nothing is ever refused for it.
 */
function queueArguments(queue: string, names: BrokerNames): Record<string, unknown> {
  const quorum = { 'x-queue-type': 'quorum' };
  if (queue === DEAD_QUEUE) return quorum;
  return {
    ...quorum,
    'x-delivery-limit': DELIVERY_LIMIT,
    'x-dead-letter-exchange': names.exchange(EXCHANGES.dead),
    'x-dead-letter-routing-key': queue,
    'x-dead-letter-strategy': 'at-least-once',
    'x-overflow': 'reject-publish',
  };
}

/** Declares all of `TOPOLOGY`, idempotently. The requests go out together, the broker answers them in order. */
async function declareOn(channel: Channel, names: BrokerNames): Promise<void> {
  const answers: Promise<unknown>[] = [];
  for (const { name, alternate } of TOPOLOGY.exchanges) {
    const alternateExchange = alternate && names.exchange(alternate);
    answers.push(channel.assertExchange(names.exchange(name), 'topic', { durable: true, alternateExchange }));
  }
  for (const { name, bindings } of TOPOLOGY.queues) {
    const queue = names.queue(name);
    answers.push(channel.assertQueue(queue, { durable: true, arguments: queueArguments(name, names) }));
    for (const { exchange, pattern } of bindings) {
      answers.push(channel.bindQueue(queue, names.exchange(exchange), pattern));
    }
  }
  await Promise.all(answers);
}

/**
 * The same on a channel of its own, so that a refusal (406: it exists and is different) closes no other channel.
 * Rejects with the broker's reason.
 */
export async function declareTopology(connection: ChannelModel, names: BrokerNames): Promise<void> {
  const channel = await connection.createChannel();
  let refusal: Error | undefined;
  channel.on('error', (error: Error) => (refusal ??= error));
  try {
    await declareOn(channel, names);
    await closeChannel(channel);
  } catch (error) {
    throw refusal ?? error;
  }
}
