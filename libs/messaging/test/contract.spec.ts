import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import type { AnyEvent } from '@caseloop/contracts';
import { describeWithBroker, eventually } from '@caseloop/testing';
import {
  PermanentError,
  UnconfirmedError,
  UnroutableError,
  type AnyDraft,
  type Messaging,
  type Transport,
} from '../src/index.js';
import { amqpBench, inProcessBench, type Bench } from './transports.js';
import { World, aCase, note, pack } from './world.js';

/** A generator of chance that can be repeated. */
function chanceOf(seed: number): () => number {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state / 2 ** 32;
  };
}

/** The same events in another order, none further away than `distance` from where it stood. */
function shuffledWithin<T>(items: readonly T[], distance: number, chance: () => number): T[] {
  return items
    .map((item, at) => ({ item, at: at + chance() * distance }))
    .sort((a, b) => a.at - b.at)
    .map(({ item }) => item);
}

/** The transport, but for the publishes that `failing` gives an error to. */
function failingTransport(transport: Transport, failing: (body: string) => Error | undefined): Transport {
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

const say = (messaging: Messaging, ...drafts: AnyDraft[]): Promise<void> =>
  messaging.transaction(async (tx) => tx.publish(...drafts));

function contract(makeBench: () => Promise<Bench>): void {
  let bench: Bench;
  let world: World;

  beforeEach(async () => {
    bench = await makeBench();
    world = await World.make(bench.transport);
  });
  afterEach(async () => {
    await world.close();
    await bench.close();
  });

  /** `cases` cases with `notes` notes each, said in turns; and what the consumer must have done in the end. */
  async function story(casework: Messaging, cases: number, notes: number) {
    const subjects = Array.from({ length: cases }, aCase);
    const expected: Record<string, string[]> = Object.fromEntries(subjects.map((subject) => [subject, []]));
    for (let n = 1; n <= notes; n += 1) {
      await say(casework, ...subjects.map((subject) => note(subject, `note ${n}`)));
      for (const subject of subjects) expected[subject]!.push(`note ${n}`);
    }
    return { subjects, expected };
  }

  test('what is said is applied, in order, once, and leaves the outbox', async () => {
    const casework = world.speaker('casework');
    const { messaging } = await world.listener();
    await casework.start();
    const { expected } = await story(casework, 20, 5);
    await eventually(async () => expect(await world.effects()).toEqual(expected));
    await eventually(async () =>
      expect(await casework.status()).toEqual({
        published: { 'caseloop/casework': 100 },
        applied: {},
        outbox: 0,
        parked: 0,
      }),
    );
    expect((await messaging.status()).applied).toEqual({ 'caseloop/casework': 100 });
  });

  test('each event five times, in any order within 50 and across sources, gives the same end state', async () => {
    const casework = world.speaker('casework');
    const intake = world.speaker('intake');
    world.behave = (text) => (text === 'note 4' ? { awaits: 'after-sales' } : undefined);
    await world.listener();
    const { expected } = await story(casework, 12, 6);
    await say(intake, pack('after-sales', 'v1'), pack('other', 'v1'), pack('after-sales', 'v2'));
    const said = [...(await world.said('casework')), ...(await world.said('intake'))];
    const five = said.flatMap((event) => [event, event, event, event, event]);
    await world.send(shuffledWithin(five, 50, chanceOf(7)), 7);
    await eventually(async () =>
      expect(await world.effects()).toEqual({ ...expected, 'after-sales': ['v1', 'v2'], other: ['v1'] }),
    );
  });

  test.each([
    ['the first', 0],
    ['one in between', 2],
    ['the last', 4],
  ])('a dropped event, %s, is noticed and said again by its owner', async (_which, dropped) => {
    const casework = world.speaker('casework');
    await world.listener();
    const { expected } = await story(casework, 3, 5);
    const said = await world.said('casework');
    await world.query('casework', 'DELETE FROM outbox');
    await world.send(said.filter((event) => Number(event.sequence) !== dropped + 1));
    await casework.start();
    await eventually(async () => expect(await world.effects()).toEqual(expected));
  });

  test('one bad event among 200 parks alone; what follows it waits; a replay applies all in order', async () => {
    const casework = world.speaker('casework');
    const { subjects, expected } = await story(casework, 40, 5);
    const said = await world.said('casework');
    const bad = said.find((event) => event.subject === subjects[7] && Number(event.sequence) === 3)!;
    let repaired = false;
    let current: AnyEvent | undefined;
    world.behave = (text) =>
      !repaired && text === 'note bad' ? new PermanentError('bad', 'This one is bad') : undefined;
    current = { ...bad, data: { ...bad.data, personal: { text: 'note bad' } } } as AnyEvent;
    const { messaging, parkedTypes } = await world.listener();
    await world.send(
      said.map((event) => (event === bad ? current! : event)),
      100,
    );
    const held = { ...expected, [subjects[7]!]: ['note 1', 'note 2'] };
    await eventually(async () => {
      expect(await world.effects()).toEqual(held);
      expect(await messaging.parked.list({ limit: 10 })).toEqual([
        {
          service: 'routing',
          id: bad.id,
          source: 'caseloop/casework',
          subject: subjects[7],
          sequence: 3,
          type: 'case.noted.v1',
          attempts: 1,
          reason: 'bad',
          error: 'Error: This one is bad',
          parkedAt: '2026-01-05T09:00:00.000Z',
          waitingBehind: 2,
        },
      ]);
    });
    expect(parkedTypes).toEqual(['case.noted.v1']);
    expect(await messaging.status()).toMatchObject({ applied: { 'caseloop/casework': 200 }, parked: 1 });

    repaired = true;
    expect(await messaging.parked.replay('all', 'wu', 'repaired')).toBe(1);
    const replayed = { ...expected, [subjects[7]!]: ['note 1', 'note 2', 'note bad', 'note 4', 'note 5'] };
    await eventually(async () => expect(await world.effects()).toEqual(replayed));
    expect(await messaging.parked.list({ limit: 10 })).toEqual([]);
  });

  test('an event that fails for a while climbs the ladder and is applied before its successors', async () => {
    const casework = world.speaker('casework');
    let failures = 2;
    world.behave = (text) => (text === 'note 2' && failures-- > 0 ? new Error('Not now') : undefined);
    await world.listener(1, { retryLadderMs: [20, 20, 20, 20, 20] });
    await casework.start();
    const { expected } = await story(casework, 1, 4);
    await eventually(async () => expect(await world.effects()).toEqual(expected));
  });

  test('an event that goes on failing is parked at the end of the ladder; discarded, its successors go on', async () => {
    const casework = world.speaker('casework');
    world.behave = (text) => (text === 'note 2' ? new Error('Never') : undefined);
    const { messaging } = await world.listener();
    await casework.start();
    const { subjects } = await story(casework, 1, 4);
    const [parked] = await eventually(async () => {
      const list = await messaging.parked.list({ limit: 10 });
      expect(list).toHaveLength(1);
      return list;
    });
    expect(parked).toMatchObject({ attempts: 3, reason: 'error', sequence: 2 });
    expect(await messaging.parked.discard([parked!.id], 'wu', 'nobody needs it')).toBe(1);
    await eventually(async () =>
      expect(await world.effects()).toEqual({ [subjects[0]!]: ['note 1', 'note 3', 'note 4'] }),
    );
    const { rows } = await world.query(
      'routing',
      'SELECT action, actor, reason, sequence::int FROM messaging_audit',
    );
    expect(rows).toEqual([{ action: 'discarded', actor: 'wu', reason: 'nobody needs it', sequence: 2 }]);
    await eventually(async () =>
      expect((await messaging.status()).applied).toEqual({ 'caseloop/casework': 4 }),
    );
  });

  test('an event whose pack is unknown is kept and applied when the pack comes; others go on', async () => {
    const casework = world.speaker('casework');
    const intake = world.speaker('intake');
    world.behave = (text) => (text === 'note 2' ? { awaits: 'after-sales' } : undefined);
    const { messaging } = await world.listener();
    await Promise.all([casework.start(), intake.start()]);
    const { subjects, expected } = await story(casework, 2, 3);
    await say(intake, pack('other', 'v1'));
    await eventually(async () =>
      expect(await world.effects()).toEqual({
        [subjects[0]!]: ['note 1'],
        [subjects[1]!]: ['note 1'],
        other: ['v1'],
      }),
    );
    expect(await messaging.status()).toMatchObject({ parked: 0 });
    await say(intake, pack('after-sales', 'v1'));
    await eventually(async () =>
      expect(await world.effects()).toEqual({ ...expected, other: ['v1'], 'after-sales': ['v1'] }),
    );
  });

  test('two instances of a consumer share the work with the same end state', async () => {
    const casework = world.speaker('casework');
    await Promise.all([world.listener(1), world.listener(2)]);
    const { expected } = await story(casework, 30, 8);
    const said = await world.said('casework');
    const twice = said.flatMap((event) => [event, event]);
    await world.send(shuffledWithin(twice, 50, chanceOf(11)), 3);
    await eventually(async () => expect(await world.effects()).toEqual(expected));
    const { rows } = await world.query('routing', 'SELECT DISTINCT instance FROM effects ORDER BY 1');
    expect(rows).toEqual([{ instance: 1 }, { instance: 2 }]);
  });

  test('two instances of an owner send every event, in order', async () => {
    const one = world.speaker('casework');
    const two = world.speaker('casework');
    await world.listener();
    await Promise.all([one.start(), two.start()]);
    const subject = aCase();
    const texts = Array.from({ length: 40 }, (_, n) => `note ${n}`);
    for (const [n, text] of texts.entries()) await say(n % 2 === 0 ? one : two, note(subject, text));
    await eventually(async () => expect(await world.effects()).toEqual({ [subject]: texts }));
    await eventually(async () => expect((await one.status()).outbox).toBe(0));
  });

  test('what no queue takes and what is not confirmed is kept and sent again, in order', async () => {
    let trouble: (() => Error) | null = () => new UnroutableError('caseloop.events', 'casework');
    const casework = world.speaker(
      'casework',
      failingTransport(bench.transport, () => trouble?.()),
    );
    await world.listener();
    await casework.start();
    const { expected } = await story(casework, 3, 2);
    await eventually(() => expect(world.unroutable).toContain('casework'));
    trouble = () => new UnconfirmedError('Cut off');
    await eventually(() =>
      expect(world.errors.some((error) => error instanceof UnconfirmedError)).toBe(true),
    );
    expect(await casework.status()).toMatchObject({ outbox: 6 });
    expect(await casework.outboxAgeSeconds()).toBeGreaterThan(0);
    trouble = null;
    await eventually(async () => expect(await world.effects()).toEqual(expected));
    await eventually(async () => expect(await casework.status()).toMatchObject({ outbox: 0 }));
  });

  test('what is no event is put aside and stops nothing', async () => {
    const casework = world.speaker('casework');
    const { messaging } = await world.listener();
    await world.sendBody('not even JSON', 'casework');
    await world.sendBody(JSON.stringify([{ specversion: '1.0', source: 'caseloop/casework' }]), 'casework');
    const { expected } = await story(casework, 2, 2);
    await world.send(await world.said('casework'));
    await eventually(async () => expect(await world.effects()).toEqual(expected));
    const parked = await messaging.parked.list({ limit: 10 });
    expect(parked.map(({ type, error }) => [type, error]).sort()).toEqual([
      ['unreadable', 'the body is not JSON (routing.events)'],
      ['unreadable', 'type must be a text of 1 to 200 characters (routing.events)'],
    ]);
    expect(
      await messaging.parked.discard(
        parked.map(({ id }) => id),
        'wu',
        'noise',
      ),
    ).toBe(2);
  });

  test('an event of a type this version does not know waits for a person, and its successors for it', async () => {
    const casework = world.speaker('casework');
    const { messaging } = await world.listener();
    const { subjects } = await story(casework, 1, 3);
    const [first, second, third] = await world.said('casework');
    await world.send([first!, { ...second!, type: 'case.folded.v9' } as never, third!]);
    await eventually(async () =>
      expect(await messaging.parked.list({ limit: 10 })).toMatchObject([
        { type: 'case.folded.v9', reason: 'unknown_type', waitingBehind: 1 },
      ]),
    );
    expect(await world.effects()).toEqual({ [subjects[0]!]: ['note 1'] });
  });
}

describe('messaging in-process', () => contract(inProcessBench));
describeWithBroker('messaging over RabbitMQ', (broker) => contract(() => amqpBench(broker)));
