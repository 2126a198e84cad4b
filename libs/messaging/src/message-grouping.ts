import { streamName, type StreamKey } from './outbox.js';

/** A reference in the outbox with the event it stands for, word for word. */
export interface OutboxRow extends StreamKey {
  readonly position: string;
  readonly envelope: string;
}

/** Events of one source that travel together. */
export interface EventMessage {
  readonly source: OutboxRow['source'];
  readonly rows: readonly OutboxRow[];
}

/** Puts rows into messages: one source each, in the order given, within the limits. A larger event travels alone. */
export function groupIntoMessages(
  rows: readonly OutboxRow[],
  limits: { readonly events: number; readonly bytes: number },
): EventMessage[] {
  const messages: { source: OutboxRow['source']; rows: OutboxRow[]; bytes: number }[] = [];
  const open = new Map<string, (typeof messages)[number]>();
  for (const row of rows) {
    const bytes = Buffer.byteLength(row.envelope) + 1;
    let message = open.get(row.source);
    if (
      message === undefined ||
      message.rows.length >= limits.events ||
      message.bytes + bytes > limits.bytes
    ) {
      // The brackets: one is paid by the comma that the last event does not have.
      message = { source: row.source, rows: [], bytes: 1 };
      messages.push(message);
      open.set(row.source, message);
    }
    message.rows.push(row);
    message.bytes += bytes;
  }
  return messages.map(({ source, rows: together }) => ({ source, rows: together }));
}

/** The events are texts already and stay the texts they are. */
export function bodyOf(message: EventMessage): string {
  return `[${message.rows.map((row) => row.envelope).join(',')}]`;
}

/**
 * Positions that may leave the outbox: confirmed, and nothing earlier of the same subject unconfirmed, so that what
 * is sent again is sent in order.
 */
export function deliveredPositions(
  messages: readonly EventMessage[],
  confirmed: readonly boolean[],
): string[] {
  const blocked = new Set<string>();
  const delivered: string[] = [];
  messages.forEach((message, i) => {
    for (const row of message.rows) {
      const name = streamName(row);
      if (!confirmed[i]) blocked.add(name);
      else if (!blocked.has(name)) delivered.push(row.position);
    }
  });
  return delivered;
}
