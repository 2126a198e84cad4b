export {
  AcceptedField,
  FlagField,
  ListField,
  MatchField,
  ObjectField,
  ObjectListField,
  ObjectValueField,
  OneOfField,
  STORABLE,
  TextField,
  isPlainObject,
  isText,
  required,
  type FieldTest,
  type Presence,
} from './accepted.js';
export {
  CurrentActor,
  CurrentPartner,
  CurrentTrace,
  isAgentId,
  isLoopback,
  type Caller,
  type Trace,
} from './caller.js';
export { BackwardsInTimeError, SimulatedClock, monotonicMs, systemClock, type Clock } from './clock.js';
export {
  LOG_LEVELS,
  MODES,
  processEnvironment,
  readServiceConfig,
  type Mode,
  type ServiceConfig,
} from './config.js';
export { TimeoutError, within } from './bounded.js';
export { createPool, type Queryable } from './database.js';
export { derivedId, newId } from './ids.js';
export type { BodyLimit, RawBody } from './json-body.js';
export * as serviceLimits from './limits.js';
export { createLogger, nestLogger, type Logger } from './logger.js';
export { SchemaMismatchError, assertDurable, assertMigrated, dataSourceOf, migrate } from './migrate.js';
export { clockLateness, createMetrics, messagingObserver } from './observe.js';
export { PackVersions, PackVersionsTable1700000001000, packVersionsTable } from './pack-versions.js';
export { page, pageQuery, type Page, type PageQuery } from './page.js';
export type { Parked } from './parked.controller.js';
export { Problem, notFound, refused, type ProblemDocument, type ProblemOptions } from './problem.js';
export { toProblem } from './problem.filter.js';
export { MIGRATIONS_TABLE, provision, roleOf, serviceDatabaseUrl } from './provision.js';
export { ConfigError, readEnv, type EnvReader, type Environment } from './read-env.js';
export type { RunningService, TimeSetting } from './running.js';
export { Scheduler } from './scheduler.js';
export type {
  Host,
  Job,
  MessagingPart,
  MigrationClass,
  ServiceAssembly,
  ServiceDefinition,
} from './service.js';
export { serve } from './serve.js';
export { startService, type StartOptions } from './start-service.js';
export { isUnavailable } from './unavailable.js';
export { ValidBody, invalid, validated, violations } from './validated.js';
