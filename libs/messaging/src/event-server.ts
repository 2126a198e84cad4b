import { SUBSCRIPTIONS, type ServiceName, type Source } from '@caseloop/contracts';
import { Server, type CustomTransportStrategy, type MessageHandler } from '@nestjs/microservices';
import { isObservable, lastValueFrom } from 'rxjs';
import type { BatchHandler, Inbox } from './inbox.js';
import { CONSUME_BATCH_MESSAGES, CONSUME_PREFETCH, type MessagingTimings } from './limits.js';
import type { Receiver } from './receiver.js';
import { OpenTransaction } from './transaction.js';
import { eventsQueue, type Consumer, type Transport } from './transport.js';

export interface EventServerParts {
  readonly service: ServiceName;
  readonly transport: Transport;
  readonly inbox: Inbox;
  readonly receiver: Receiver;
  readonly timings: MessagingTimings;
}

/** The handlers a service must have are exactly the sources it listens to; anything else is a mistake of its author. */
export class SubscriptionMismatchError extends Error {
  constructor(
    readonly service: ServiceName,
    readonly missing: readonly string[],
    readonly unexpected: readonly string[],
  ) {
    super(
      `${service} must handle exactly the sources it subscribes to;` +
        ` missing: ${missing.join(', ') || 'none'}; unexpected: ${unexpected.join(', ') || 'none'}`,
    );
  }
}

/**
 * The transport strategy: `@EventPattern('caseloop/casework')` names the handler of a source. It is called with an
 * `EventBatch` and a `BatchContext`, within the transaction that applies the batch.
 */
export class EventServer extends Server implements CustomTransportStrategy {
  override readonly transportId = Symbol('caseloop');
  /** Failures are ours to judge; Nest only carries them. */
  override readonly propagatesEventHandlerErrors = true;
  private consumer: Consumer | null = null;

  constructor(private readonly parts: EventServerParts) {
    super();
  }

  listen(callback: (error?: unknown) => void): void {
    this.open().then(() => callback(), callback);
  }

  /** Takes nothing more; what is in hand is brought to an end. */
  async close(): Promise<void> {
    const consumer = this.consumer;
    this.consumer = null;
    await consumer?.stop();
  }

  on(): never {
    throw new Error('The strategy has no events of its own; see Messaging.isConnected');
  }

  unwrap<T>(): T {
    return this.parts.transport as T;
  }

  private async open(): Promise<void> {
    const { service, transport, inbox, receiver, timings } = this.parts;
    const sources = SUBSCRIPTIONS[service];
    this.assertExactly(sources);
    for (const source of sources) inbox.handlers.set(source, batchHandler(this.messageHandlers.get(source)!));
    if (sources.length === 0) return;
    await transport.declare();
    this.consumer = await transport.consume(eventsQueue(service), (messages) => receiver.receive(messages), {
      prefetch: CONSUME_PREFETCH,
      batchMessages: CONSUME_BATCH_MESSAGES,
      lingerMs: timings.lingerMs,
    });
  }

  private assertExactly(sources: readonly Source[]): void {
    const handled = [...this.messageHandlers.keys()];
    const twice = handled.filter((pattern) => this.messageHandlers.get(pattern)!.next !== undefined);
    const missing = sources.filter((source) => !handled.includes(source));
    const unexpected = [...handled.filter((pattern) => !sources.includes(pattern as Source)), ...twice];
    if (missing.length > 0 || unexpected.length > 0) {
      throw new SubscriptionMismatchError(this.parts.service, missing, unexpected);
    }
  }
}

function batchHandler(handler: MessageHandler): BatchHandler {
  return async (batch, context) => {
    try {
      const result: unknown = await handler(batch, context);
      if (isObservable(result)) await lastValueFrom(result, { defaultValue: undefined });
    } catch (failure) {
      throw originalOf(failure, context.tx instanceof OpenTransaction ? context.tx.failure : undefined);
    }
  };
}

/**
 * Nest's default filter replaces what a handler throws by "Internal server error". The application's filter should
 * hand events' errors on as they are; where it does not, the database's own error still tells what went wrong.
 */
function originalOf(failure: unknown, databaseFailure: unknown): Error {
  if (failure instanceof Error) return failure;
  if (databaseFailure instanceof Error) return databaseFailure;
  const message = (failure as { message?: unknown } | null)?.message ?? failure;
  return new Error(`The handler failed: ${String(message)}`);
}
