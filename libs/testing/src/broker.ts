import { describe } from '@jest/globals';
import { foundServers } from './config.js';
import { runName } from './run-name.js';

/** Where a test's messages go: the broker of this run, under a prefix nobody else uses. */
export interface TestBroker {
  readonly url: string;
  readonly prefix: string;
}

/** A broker for one test file, null when there is none on this machine. */
export function brokerForTests(): TestBroker | null {
  const url = foundServers()?.rabbitmqUrl ?? null;
  return url === null ? null : { url, prefix: `test-${runName()}-` };
}

/** A chapter of tests that need a broker; listed as not run where there is none. */
export function describeWithBroker(name: string, tests: (broker: TestBroker) => void): void {
  const broker = brokerForTests();
  if (broker !== null) describe(name, () => tests(broker));
  else
    describe.skip(`${name} (not run: no RabbitMQ; set TEST_RABBITMQ_URL)`, () =>
      tests({ url: '', prefix: '' }));
}
