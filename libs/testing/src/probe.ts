import { createConnection } from 'node:net';
import pg from 'pg';
import { SERVER_PROBE_TIMEOUT_MS } from './limits.ts';

/** Null when PostgreSQL answers at `url` to somebody who may create databases; the reason otherwise. */
export async function probePostgres(url: string): Promise<string | null> {
  const client = new pg.Client({ connectionString: url, connectionTimeoutMillis: SERVER_PROBE_TIMEOUT_MS });
  client.on('error', () => undefined);
  try {
    await client.connect();
    const { rows } = await client.query(
      'select rolsuper or (rolcreatedb and rolcreaterole) as able from pg_roles where rolname = current_user',
    );
    return rows[0]?.able === true ? null : 'the user may not create databases and roles';
  } catch (error) {
    return reason(error);
  } finally {
    await client.end().catch(() => undefined);
  }
}

/** Null when RabbitMQ lets us in at `url`; the reason otherwise. */
export async function probeRabbit(url: string): Promise<string | null> {
  const { hostname, port } = new URL(url);
  const closed = await probePort(hostname, Number(port || 5672));
  if (closed !== null) return closed;
  const { connect } = await import('amqplib');
  try {
    const connection = await connect(url, { timeout: SERVER_PROBE_TIMEOUT_MS });
    await connection.close();
    return null;
  } catch (error) {
    return reason(error);
  }
}

function probePort(host: string, port: number): Promise<string | null> {
  return new Promise((resolve) => {
    const socket = createConnection({ host, port, timeout: SERVER_PROBE_TIMEOUT_MS });
    const end = (result: string | null): void => {
      socket.destroy();
      resolve(result);
    };
    socket.once('connect', () => end(null));
    socket.once('timeout', () => end(`nothing answers at ${host}:${port}`));
    socket.once('error', (error) => end(reason(error)));
  });
}

function reason(error: unknown): string {
  if (error instanceof AggregateError) return error.errors.map(reason).join('; ');
  return error instanceof Error ? error.message || error.name : String(error);
}
