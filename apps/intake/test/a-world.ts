import { type Pack, readPack } from '@caseloop/policy';
import { expect } from '@jest/globals';
import { CustomerBook } from '../src/domain/customer-book.js';
import {
  type Acceptance,
  type Decision,
  type Rejection,
  type World,
  decideBatch,
} from '../src/domain/decide-batch.js';
import type { Submission } from '../src/domain/submission.js';
import { readKey } from '../src/idempotency-key.js';
import { submissionOf } from '../src/submissions.js';
import { packFiles } from './a-request.js';

/** The shipped pack, as the rules see it. */
export const pack = readPack(packFiles()).pack as Pack;
const NOW = Date.parse('2026-11-23T09:00:00+08:00');

export function aWorld(overrides: Partial<World> = {}): World {
  return {
    now: NOW,
    defaultPack: pack.name,
    inForce: [pack],
    packs: new Map([[pack.version, pack]]),
    partners: new Map(),
    byKey: new Map(),
    byReference: new Map(),
    customers: new CustomerBook([]),
    instants: { earliest: 0, skewMs: 300_000 },
    ...overrides,
  };
}

export function submitted(body: unknown, key: string | null = 'k1', partner = 'acme'): Submission {
  const stated = readKey(key ?? undefined, '/message_id');
  return submissionOf({ partner, transport: 'amqp', key: stated, content: { value: body } });
}

export const decideOne = (body: unknown, world = aWorld()): Decision =>
  decideBatch([submitted(body)], world)[0]!;
export const accepted = (body: unknown, world = aWorld()): Acceptance => {
  const decision = decideOne(body, world);
  expect(decision.verdict).toBe('accept');
  return decision as Acceptance;
};
export const refusals = (body: unknown, world = aWorld()): string[] => {
  const { problem } = decideOne(body, world) as Rejection;
  return [problem.code, ...problem.errors.map(({ pointer, code }) => `${pointer} ${code}`)];
};
