import type { Pool, PoolClient } from 'pg';
import type { AnyDraft, QueryResult, Transaction } from './events.js';
import { isRepeatable, kindOf } from './failure.js';
import { TRANSACTION_TRIES_MAX } from './limits.js';

/** The commit was sent and its answer lost: the work may or may not stand. Whoever repeats it must look first. */
export class CommitUnknownError extends Error {
  constructor(cause: unknown) {
    super('The connection broke during the commit', { cause });
  }
}

/** A statement failed, its error was swallowed, and the database rolled back what was to be committed. */
export class RolledBackError extends Error {
  constructor(cause: unknown) {
    super('The database rolled the transaction back: a statement in it failed', { cause });
  }
}

/** One transaction on one connection. Remembers what was said in it and the last error the database gave. */
export class OpenTransaction implements Transaction {
  readonly drafts: AnyDraft[] = [];
  /** The last error of a statement; tells what went wrong where a layer between replaces errors by its own. */
  failure: unknown;

  constructor(private readonly client: PoolClient) {}

  query<R = Record<string, unknown>>(text: string, values: readonly unknown[] = []): Promise<QueryResult<R>> {
    return this.run<R>({ text, values: [...values] });
  }

  prepared<R = Record<string, unknown>>(
    name: string,
    text: string,
    values: readonly unknown[] = [],
  ): Promise<QueryResult<R>> {
    return this.run<R>({ name, text, values: [...values] });
  }

  publish(...drafts: readonly AnyDraft[]): void {
    this.drafts.push(...drafts);
  }

  private async run<R>(statement: {
    name?: string;
    text: string;
    values: unknown[];
  }): Promise<QueryResult<R>> {
    try {
      const { rows, rowCount } = await this.client.query(statement);
      return { rows: rows as R[], rowCount: rowCount ?? 0 };
    } catch (error) {
      this.failure = error;
      throw error;
    }
  }
}

/**
 * Runs `work` between BEGIN and COMMIT on a connection of its own; repeats it as a whole after a deadlock or a lost
 * serialisation race. Throws what `work` throws, `CommitUnknownError` when the answer to the commit was lost, and
 * `RolledBackError` when `work` swallowed the error of a statement.
 */
export async function inTransaction<T>(pool: Pool, work: (tx: OpenTransaction) => Promise<T>): Promise<T> {
  for (let tries = 1; ; tries += 1) {
    try {
      return await once(pool, work);
    } catch (error) {
      if (tries >= TRANSACTION_TRIES_MAX || !isRepeatable(error)) throw error;
    }
  }
}

/**
 * Gives every connection of a pool a listener for its loss, for good. The pool's own is taken off when it hands a
 * connection out, and a farewell of the server in the same packet would then end the process before anybody else
 * can listen. What was lost shows in the next statement.
 */
export function surviveLostConnections(pool: Pool): void {
  const guarded = new WeakSet<PoolClient>();
  pool.on('acquire', (client) => {
    if (guarded.has(client)) return;
    guarded.add(client);
    client.on('error', () => {});
  });
}

async function once<T>(pool: Pool, work: (tx: OpenTransaction) => Promise<T>): Promise<T> {
  const client = await pool.connect();
  let broken: Error | undefined;
  const onError = (error: Error): void => void (broken = error);
  client.on('error', onError);
  try {
    await client.query('BEGIN');
    const tx = new OpenTransaction(client);
    const result = await work(tx);
    await commit(client, tx);
    return result;
  } catch (error) {
    if (error instanceof CommitUnknownError) broken ??= error;
    else await client.query('ROLLBACK').catch((failure: Error) => void (broken ??= failure));
    throw error;
  } finally {
    client.off('error', onError);
    // A connection in doubt is closed: returned to the pool, it would fail somebody else's work.
    client.release(broken ?? false);
  }
}

async function commit(client: PoolClient, tx: OpenTransaction): Promise<void> {
  let command: string;
  try {
    ({ command } = await client.query('COMMIT'));
  } catch (error) {
    throw kindOf(error) === 'transient' && !isRepeatable(error) ? new CommitUnknownError(error) : error;
  }
  // The database answers COMMIT of a failed transaction with ROLLBACK and without an error.
  if (command !== 'COMMIT') throw new RolledBackError(tx.failure);
}
