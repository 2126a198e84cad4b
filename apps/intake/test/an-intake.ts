import type { Transport } from '@caseloop/messaging';
import { SimulatedClock } from '@caseloop/service';
import { type TestDatabase, type TestService, createTestDatabase, startTestService } from '@caseloop/testing';
import { intake } from '../src/service.js';
import { packFiles } from './a-request.js';

export const NOW = Date.parse('2026-11-23T09:00:00+08:00');

/** Intake on a database of its own, at nine on a Monday, with the after-sales pack in force. */
export interface TestIntake {
  readonly db: TestDatabase;
  readonly clock: SimulatedClock;
  readonly service: TestService;
  submit(body: unknown, key?: string, partner?: string): ReturnType<TestService['http']['request']>;
  stop(): Promise<void>;
}

export async function anIntake(
  options: { transport?: Transport; withPack?: boolean } = {},
): Promise<TestIntake> {
  const db = await createTestDatabase({ definitions: [intake] });
  const clock = new SimulatedClock(NOW);
  const service = await startTestService(intake, { db, clock, ...options });
  if (options.withPack !== false) {
    const put = await service.http.request('PUT', '/v1/policies/after-sales', {
      files: packFiles(),
      to: 'new',
    });
    if (put.status !== 201) throw new Error(JSON.stringify(put.body));
  }
  return {
    db,
    clock,
    service,
    submit: (body, key, partner = 'acme') =>
      service.http.request('POST', '/v1/requests', body, {
        'Caseloop-Partner': partner,
        ...(key !== undefined && { 'Idempotency-Key': key }),
      }),
    stop: async () => {
      await service.stop();
      await db.drop();
    },
  };
}
