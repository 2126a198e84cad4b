import {
  EXCHANGES,
  INTAKE_QUEUE,
  type Consumer,
  type IncomingMessage,
  type OutgoingMessage,
  type Transport,
  UNROUTED_QUEUE,
} from '@caseloop/messaging';
import { failPoint } from '@caseloop/messaging';
import type { Logger } from '@caseloop/service';
import type { Receipt } from './domain/receipt.js';
import type { Arrival, Intake } from './intake.js';
import { BATCH_MESSAGES_MAX, LINGER_MS, PREFETCH, PROPERTY_BYTES_MAX } from './limits.js';
import type { ObserveSubmissions } from './observe-submissions.js';
import { type MessageRules, readMessage, readUnrouted } from './read-message.js';
import { rawMessage } from './rejected-requests.repository.js';
import { type Stated, submissionOf } from './submissions.js';
import { submitEach } from './submit-each.js';

export interface AmqpDoorParts {
  readonly transport: Transport;
  readonly intake: Intake;
  readonly rules: MessageRules;
  readonly logger: Logger;
  readonly observe: ObserveSubmissions;
}

/** What no text of a sender's own has in it. */
const UNSPEAKABLE = /[\p{Cc}\p{Cs}\uFFFD]/u;

interface Letter extends Arrival {
  readonly message: IncomingMessage;
}

type Reader = (message: IncomingMessage, rules: MessageRules) => Stated;

/**
 * The door for messages: a batch is decided in one transaction, then every message is answered, then the batch is
 * settled. Whatever breaks on the way leads to a redelivery, and a redelivery to the same answers as replays.
 */
export class AmqpDoor {
  private consumers: Consumer[] = [];
  private inHand = 0;

  constructor(private readonly parts: AmqpDoorParts) {}

  async open(): Promise<void> {
    const { transport } = this.parts;
    const options = { prefetch: PREFETCH, batchMessages: BATCH_MESSAGES_MAX, lingerMs: LINGER_MS };
    this.consumers = [
      await transport.consume(INTAKE_QUEUE, (messages) => this.handle(messages, readMessage), options),
      await transport.consume(UNROUTED_QUEUE, (messages) => this.handle(messages, readUnrouted), options),
    ];
  }

  async close(): Promise<void> {
    await Promise.all(this.consumers.map((consumer) => consumer.stop()));
    this.consumers = [];
  }

  /** Messages that wait or are being decided. */
  async pending(): Promise<number> {
    const { transport } = this.parts;
    const depths = await Promise.all([transport.depth(INTAKE_QUEUE), transport.depth(UNROUTED_QUEUE)]);
    return Math.max(this.inHand, depths[0]! + depths[1]!);
  }

  private async handle(messages: readonly IncomingMessage[], read: Reader): Promise<void> {
    this.inHand += messages.length;
    try {
      const letters = messages.map((message) => this.letterOf(message, read));
      const { intake, logger, observe } = this.parts;
      const answers = await observe('amqp', () => submitEach(intake, letters, logger));
      failPoint('door.afterCommit.beforeReceipt');
      await Promise.all(letters.map((letter, at) => this.answer(letter, answers[at]!.receipt)));
    } finally {
      this.inHand -= messages.length;
    }
  }

  private letterOf(message: IncomingMessage, read: Reader): Letter {
    const raw = rawMessage(message.body, message.contentType ?? 'application/json');
    return { message, raw, submission: submissionOf(read(message, this.parts.rules)) };
  }

  private async answer({ message, submission }: Letter, receipt: Receipt): Promise<void> {
    const { replyTo, correlationId } = message;
    const isReplyAccepted = replyTo !== undefined && mayReplyTo(replyTo, submission.partner);
    const isIgnored = replyTo !== undefined && !isReplyAccepted;
    const letter = {
      body: JSON.stringify(isIgnored ? { ...receipt, replyToIgnored: true } : receipt),
      contentType: 'application/json',
      type: `request.${receipt.status}.v1`,
      messageId: receipt.requestId,
      mandatory: false,
      ...(correlationId !== undefined && isProperty(correlationId) && { correlationId }),
    } satisfies Partial<OutgoingMessage>;
    const routingKey = `receipt.${submission.partner}.${receipt.status}`;
    const { transport } = this.parts;
    await Promise.all([
      transport.publish({ ...letter, exchange: EXCHANGES.receipts, routingKey }),
      isReplyAccepted ? transport.publish({ ...letter, exchange: '', routingKey: replyTo }) : null,
    ]);
  }
}

/** The queues a receipt may be sent to by name: the sender's own, never one of ours or of another partner. */
export function mayReplyTo(replyTo: string, partner: string): boolean {
  const isOwn = ['amq.rabbitmq.reply-to.', 'amq.gen-', `partner.${partner}.`].some((start) =>
    replyTo.startsWith(start),
  );
  return isOwn && isProperty(replyTo);
}

/** Bytes that were no text have become replacement characters, and more bytes than a property can carry back. */
function isProperty(text: string): boolean {
  return Buffer.byteLength(text) <= PROPERTY_BYTES_MAX && !UNSPEAKABLE.test(text);
}
