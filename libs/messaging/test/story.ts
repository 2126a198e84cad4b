import { afterEach, beforeEach, describe } from '@jest/globals';
import { describeWithBroker } from '@caseloop/testing';
import type { AnyDraft, Messaging, Transport } from '../src/index.js';
import { amqpBench, inProcessBench, type Bench } from './transports.js';
import { World, aCase, note } from './world.js';

/** A generator of chance that can be repeated. */
export function chanceOf(seed: number): () => number {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state / 2 ** 32;
  };
}

/** The same events in another order, none further away than `distance` from where it stood. */
export function shuffledWithin<T>(items: readonly T[], distance: number, chance: () => number): T[] {
  return items
    .map((item, at) => ({ item, at: at + chance() * distance }))
    .sort((a, b) => a.at - b.at)
    .map(({ item }) => item);
}

/** The transport, but for the publishes that `failing` gives an error to. */
export function failingTransport(
  transport: Transport,
  failing: (body: string) => Error | undefined,
): Transport {
  return {
    kind: transport.kind,
    declare: () => transport.declare(),
    publish: async (message) => {
      const error = failing(message.body);
      if (error !== undefined) throw error;
      await transport.publish(message);
    },
    consume: (...args) => transport.consume(...args),
    depth: (queue) => transport.depth(queue),
    isConnected: () => transport.isConnected(),
    close: () => transport.close(),
  };
}

export const say = (messaging: Messaging, ...drafts: AnyDraft[]): Promise<void> =>
  messaging.transaction(async (tx) => tx.publish(...drafts));

/** `cases` cases with `notes` notes each, said in turns; and what the consumer must have done in the end. */
export async function story(casework: Messaging, cases: number, notes: number) {
  const subjects = Array.from({ length: cases }, aCase);
  const expected: Record<string, string[]> = Object.fromEntries(subjects.map((subject) => [subject, []]));
  for (let n = 1; n <= notes; n += 1) {
    await say(casework, ...subjects.map((subject) => note(subject, `note ${n}`)));
    for (const subject of subjects) expected[subject]!.push(`note ${n}`);
  }
  return { subjects, expected };
}

/** The world of the test that is running. */
export interface Stage {
  readonly world: World;
  readonly bench: Bench;
}

/** One suite, every transport: what holds for messaging must not depend on what carries the messages. */
export function onEachTransport(name: string, tests: (stage: () => Stage) => void): void {
  const onStage = (makeBench: () => Promise<Bench>): void => {
    let stage: Stage;
    beforeEach(async () => {
      const bench = await makeBench();
      stage = { bench, world: await World.make(bench.transport) };
    });
    afterEach(async () => {
      await stage.world.close();
      await stage.bench.close();
    });
    tests(() => stage);
  };
  describe(`${name}, in-process`, () => onStage(inProcessBench));
  describeWithBroker(`${name}, over RabbitMQ`, (broker) => onStage(() => amqpBench(broker)));
}
