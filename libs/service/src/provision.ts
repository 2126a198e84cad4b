import { createHash, createHmac } from 'node:crypto';
import type { ServiceName } from '@caseloop/contracts';
import pg from 'pg';
import { CONNECT_TIMEOUT_MS } from './limits.js';

/** Where each schema keeps which migrations it has. */
export const MIGRATIONS_TABLE = 'migrations';

/** Two who provision one cluster at the same moment collide in its shared catalogues; then one tries again. */
const COLLISIONS = ['23505', '42710', 'XX000', '40001', '40P01'];
const ATTEMPTS_MAX = 10;

/** The role a service works as. It may use its own schema and nothing else. */
export function roleOf(service: ServiceName): string {
  return `${service}_service`;
}

/**
 * The password of a service's role, derived from the secret in the administrator's URL, so that it is stored
 * nowhere. Roles belong to the whole cluster: installations that share a cluster must share its administrator.
 */
function passwordOf(adminUrl: string, service: ServiceName): string {
  const { password, username } = new URL(adminUrl);
  return createHmac('sha256', password || username)
    .update(`caseloop database role ${service}`)
    .digest('base64url');
}

/** Where a service finds its database: the administrator's URL with the service's own role and password. */
export function serviceDatabaseUrl(adminUrl: string, service: ServiceName): string {
  const url = new URL(adminUrl);
  url.username = roleOf(service);
  url.password = passwordOf(adminUrl, service);
  return url.toString();
}

/**
 * Makes a role and a schema for each service in the database of `adminUrl`, which must be of a role that may create
 * both. Everything belongs to that administrator; a service's role may read and write the rows of its own schema,
 * create nothing, and see no other schema. The database must be ours alone: the public loses every right in it.
 * Can be repeated, and run by several at once.
 */
export async function provision(adminUrl: string, services: readonly ServiceName[]): Promise<void> {
  const client = new pg.Client({ connectionString: adminUrl, connectionTimeoutMillis: CONNECT_TIMEOUT_MS });
  await client.connect();
  try {
    for (let attempt = 1; ; attempt++) {
      try {
        await client.query(statements(adminUrl, services));
        return;
      } catch (error) {
        await client.query('rollback');
        const collided = error instanceof pg.DatabaseError && COLLISIONS.includes(error.code ?? '');
        if (!collided || attempt >= ATTEMPTS_MAX) throw error;
      }
    }
  } finally {
    await client.end();
  }
}

function statements(adminUrl: string, services: readonly ServiceName[]): string {
  const database = pg.escapeIdentifier(decodeURIComponent(new URL(adminUrl).pathname.slice(1)) || 'postgres');
  return [
    'begin',
    // Within one database they wait for each other here; between databases of a cluster, see COLLISIONS.
    `select pg_advisory_xact_lock(hashtextextended('caseloop.provision', 0))`,
    `revoke all on database ${database} from public`,
    'revoke all on schema public from public',
    ...services.flatMap((service) => [
      roleStatement(service, passwordOf(adminUrl, service)),
      ...schemaStatements(service, database),
    ]),
    'commit',
  ].join(';\n');
}

/** A role is altered only when its password is another one: alterations of one role at the same moment collide. */
function roleStatement(service: ServiceName, password: string): string {
  const role = roleOf(service);
  const fingerprint = `caseloop ${createHash('sha256').update(password).digest('hex')}`;
  return `do $$
    begin
      if not exists (select from pg_roles where rolname = '${role}') then
        create role ${role} login nosuperuser nocreatedb nocreaterole noinherit noreplication;
      end if;
      if shobj_description('${role}'::regrole, 'pg_authid') is distinct from '${fingerprint}' then
        alter role ${role} login password '${password}';
        comment on role ${role} is '${fingerprint}';
      end if;
    end $$`;
}

function schemaStatements(service: ServiceName, database: string): string[] {
  const role = roleOf(service);
  return [
    `create schema if not exists ${service}`,
    `revoke all on schema ${service} from public`,
    `grant connect on database ${database} to ${role}`,
    `grant usage on schema ${service} to ${role}`,
    `grant select, insert, update, delete on all tables in schema ${service} to ${role}`,
    `grant usage, select on all sequences in schema ${service} to ${role}`,
    `alter default privileges in schema ${service} grant select, insert, update, delete on tables to ${role}`,
    // The service may read what it has been migrated to, not claim something else.
    `do $$ begin
      if to_regclass('${service}.${MIGRATIONS_TABLE}') is not null then
        revoke insert, update, delete on ${service}.${MIGRATIONS_TABLE} from ${role};
      end if;
    end $$`,
    `alter default privileges in schema ${service} grant usage, select on sequences to ${role}`,
  ];
}
