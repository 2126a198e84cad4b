import type { Language, TemplateName } from '@caseloop/contracts';
import type { Carrier } from './domain/carriers.js';

export type MessageState = 'planned' | 'sending' | 'handedOver' | 'failed' | 'unknown';

/** A message as it was planned: its text is frozen, whatever happens to the case or the pack afterwards. */
export interface PlannedMessage {
  readonly id: string;
  readonly caseId: string | null;
  /** The event it follows from, or the derived id of the reminder. */
  readonly causeId: string;
  readonly to: string;
  readonly channel: Carrier;
  readonly wantedChannel: string | null;
  readonly template: TemplateName;
  readonly language: Language;
  readonly subject: string | null;
  readonly text: string;
  readonly unit: string | null;
  readonly correlationId: string | null;
  readonly traceparent: string | null;
  /** Who is told, for counting: the customer's id where the recipient is one. */
  readonly recipientKey: string;
  /** Business time before which it must not leave; null when it may at once. */
  readonly notBefore: number | null;
  /** Why it goes this way and no other, where that needs saying. */
  readonly note: string | null;
  /** The message this one takes the place of. */
  readonly fallbackOf: string | null;
  /** Why it can never be sent: its text could not be made. Null otherwise. */
  readonly failure: string | null;
}

export interface Message extends PlannedMessage {
  readonly state: MessageState;
  readonly plannedAt: number;
  /** The order among messages planned in the same instant. */
  readonly position: string;
  readonly stateAt: number;
  readonly attempts: number;
  readonly reason: string | null;
  readonly reference: string | null;
  readonly doneAt: number | null;
  readonly doneBy: string | null;
}

/** What is read of a message. */
export const COLUMNS = `id, case_id, cause_id, recipient, channel, wanted_channel, template, language, subject, text, state,
  planned_at, position, state_at, attempts, reason, reference, unit, correlation_id, traceparent, done_at, done_by,
  not_before, note, fallback_of, recipient_key`;

export interface Row {
  id: string;
  case_id: string | null;
  cause_id: string;
  recipient: string;
  channel: Carrier;
  wanted_channel: string | null;
  template: TemplateName;
  language: Language;
  subject: string | null;
  text: string;
  state: MessageState;
  planned_at: Date;
  /** A bigint, as text. */
  position: string;
  state_at: Date;
  attempts: number;
  reason: string | null;
  reference: string | null;
  unit: string | null;
  correlation_id: string | null;
  traceparent: string | null;
  done_at: Date | null;
  done_by: string | null;
  not_before: Date | null;
  note: string | null;
  fallback_of: string | null;
  recipient_key: string | null;
}

export function fromRow(row: Row): Message {
  return {
    id: row.id,
    caseId: row.case_id,
    causeId: row.cause_id,
    to: row.recipient,
    channel: row.channel,
    wantedChannel: row.wanted_channel,
    template: row.template,
    language: row.language,
    subject: row.subject,
    text: row.text,
    unit: row.unit,
    correlationId: row.correlation_id,
    traceparent: row.traceparent,
    recipientKey: row.recipient_key ?? row.recipient,
    notBefore: row.not_before?.getTime() ?? null,
    note: row.note,
    fallbackOf: row.fallback_of,
    failure: row.state === 'failed' ? row.reason : null,
    state: row.state,
    plannedAt: row.planned_at.getTime(),
    position: row.position,
    stateAt: row.state_at.getTime(),
    attempts: row.attempts,
    reason: row.reason,
    reference: row.reference,
    doneAt: row.done_at?.getTime() ?? null,
    doneBy: row.done_by,
  };
}

export function toRow(message: PlannedMessage) {
  return {
    id: message.id,
    case_id: message.caseId,
    cause_id: message.causeId,
    recipient: message.to,
    channel: message.channel,
    wanted_channel: message.wantedChannel,
    template: message.template,
    language: message.language,
    subject: message.subject,
    text: message.text,
    state: message.failure === null ? 'planned' : 'failed',
    reason: message.failure,
    unit: message.unit,
    correlation_id: message.correlationId,
    traceparent: message.traceparent,
    not_before: message.notBefore === null ? null : new Date(message.notBefore).toISOString(),
    note: message.note,
    fallback_of: message.fallbackOf,
    recipient_key: message.recipientKey,
  };
}
