/** What the tests take from the environment, in one place. */
export interface TestEnvironment {
  /** Given by a person: must work, or the run fails. */
  readonly databaseUrl: string | undefined;
  readonly rabbitmqUrl: string | undefined;
  readonly ci: boolean;
  readonly updateGolden: boolean;
}

export function testEnvironment(): TestEnvironment {
  const { TEST_DATABASE_URL, TEST_RABBITMQ_URL, CI, UPDATE_GOLDEN } = process.env;
  return {
    databaseUrl: TEST_DATABASE_URL || undefined,
    rabbitmqUrl: TEST_RABBITMQ_URL || undefined,
    ci: CI === 'true' || CI === '1',
    updateGolden: UPDATE_GOLDEN === '1',
  };
}

/** What the global set-up found, as the workers of Jest inherit it. */
export interface FoundServers {
  readonly databaseUrl: string;
  readonly rabbitmqUrl: string | null;
  /** Marks what belongs to this run: template databases, exchanges. */
  readonly run: string;
}

const DATABASE = 'CASELOOP_TEST_DATABASE_URL';
const RABBITMQ = 'CASELOOP_TEST_RABBITMQ_URL';
const RUN = 'CASELOOP_TEST_RUN';

export function foundServers(): FoundServers | null {
  const databaseUrl = process.env[DATABASE];
  if (!databaseUrl) return null;
  return { databaseUrl, rabbitmqUrl: process.env[RABBITMQ] || null, run: process.env[RUN] ?? 'run' };
}

/** Tells the workers, which inherit the environment. */
export function announceServers(found: FoundServers): void {
  process.env[DATABASE] = found.databaseUrl;
  process.env[RABBITMQ] = found.rabbitmqUrl ?? '';
  process.env[RUN] = found.run;
}
