import { type Environment, processEnvironment, readEnv } from '@caseloop/service';

/** What intake reads from its environment beside what every service does. */
export interface IntakeConfig {
  /** The pack of requests that name none, whose partner and unit have none. */
  readonly defaultPack: string;
  /** Whether a message counts only with the user the broker has authenticated as its partner. */
  readonly requireUserId: boolean;
}

/** @throws ConfigError with everything that is wrong. */
export function readIntakeConfig(env: Environment = processEnvironment()): IntakeConfig {
  const read = readEnv(env);
  const config = {
    defaultPack: read.text('DEFAULT_PACK', 'the name of a pack', {
      fallback: 'after-sales',
      pattern: /^[a-z0-9-]{1,40}$/,
    }),
    requireUserId: read.flag('INTAKE_REQUIRE_USER_ID', false),
  };
  read.done();
  return config;
}
