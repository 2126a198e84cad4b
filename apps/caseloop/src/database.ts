import type { ServiceName } from '@caseloop/contracts';
import { type Environment, readEnv, serviceDatabaseUrl } from '@caseloop/service';
import { prepareDatabase } from './prepare-database.js';

/** The administrator's database, from DATABASE_ADMIN_URL; `ConfigError` when it is missing. */
function adminUrlOf(env: Environment): string {
  const reader = readEnv(env);
  const adminUrl = reader.url('DATABASE_ADMIN_URL', ['postgres:', 'postgresql:']);
  reader.done();
  return adminUrl;
}

/** Brings roles, schemas and tables of all services up to this version; what a migration job runs. */
export async function migrateAll(env: Environment): Promise<void> {
  await prepareDatabase(adminUrlOf(env));
}

/** Where a service finds its database, with the password that follows from the administrator's. */
export function databaseUrlOf(env: Environment, service: ServiceName): string {
  return serviceDatabaseUrl(adminUrlOf(env), service);
}
