import type { AnyEvent, EventData, EventType, Source } from '@caseloop/contracts';

/** An event to be published: what its owner knows before it is numbered. `time` in epoch milliseconds. */
export interface EventDraft<T extends EventType = EventType> {
  readonly type: T;
  readonly subject: string;
  readonly time: number;
  readonly data: EventData<T>;
  readonly unit?: string;
  readonly correlationId?: string;
  readonly causationId?: string;
  readonly traceparent?: string;
  /** Given where the id must follow from what happened (a clock's breach); made otherwise. */
  readonly id?: string;
}

export type AnyDraft = { [T in EventType]: EventDraft<T> }[EventType];

export interface QueryResult<R> {
  readonly rows: R[];
  readonly rowCount: number;
}

/** The database within one transaction, and the service's voice in it. */
export interface Transaction {
  query<R = Record<string, unknown>>(text: string, values?: readonly unknown[]): Promise<QueryResult<R>>;
  /** The same for a statement that is prepared once per connection under `name`. */
  prepared<R = Record<string, unknown>>(
    name: string,
    text: string,
    values?: readonly unknown[],
  ): Promise<QueryResult<R>>;
  /**
   * Says something: collected in memory, numbered and written to the log and the outbox in the last statements
   * before the commit, in the order of the calls.
   */
  publish(...drafts: readonly AnyDraft[]): void;
}

/** The events of one subject that are next for this consumer, in order, without a hole. */
export interface EventStream {
  readonly source: Source;
  readonly subject: string;
  readonly events: readonly AnyEvent[];
}

/** What a handler gets: the streams of one source that passed the watermark. */
export interface EventBatch {
  readonly source: Source;
  readonly streams: readonly EventStream[];
}

/** Another stream that has to be known first. */
export interface Awaited {
  readonly source: Source;
  readonly subject: string;
}

export interface BatchContext {
  readonly tx: Transaction;
  /**
   * Not yet: `from` and what follows it in its stream is kept, without failure or retry, and comes again when the
   * awaited stream has advanced. The handler must not have written any effect of these events.
   */
  keep(stream: EventStream, from: AnyEvent, awaits: Awaited): void;
}
