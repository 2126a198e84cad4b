import { expect, test } from '@jest/globals';
import { eventually } from '@caseloop/testing';
import { UnconfirmedError, UnroutableError } from '../src/index.js';
import { chanceOf, failingTransport, onEachTransport, say, shuffledWithin, story } from './story.js';
import { CommitCutter } from './commit-cutter.js';
import { aCase, note, pack } from './world.js';

onEachTransport('order and once-only effects', (stage) => {
  test('what is said is applied, in order, once, and leaves the outbox', async () => {
    const { world } = stage();
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
    const { world } = stage();
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
    const { world } = stage();
    const casework = world.speaker('casework');
    await world.listener();
    const { expected } = await story(casework, 3, 5);
    const said = await world.said('casework');
    await world.query('casework', 'DELETE FROM outbox');
    await world.send(said.filter((event) => Number(event.sequence) !== dropped + 1));
    await casework.start();
    await eventually(async () => expect(await world.effects()).toEqual(expected));
  });

  test('two instances of a consumer share the work with the same end state', async () => {
    const { world } = stage();
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
    const { world } = stage();
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
    const { world, bench } = stage();
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

  test('connections to the database that die, over and over, lose nothing and double nothing', async () => {
    const { world } = stage();
    const casework = world.speaker('casework');
    await Promise.all([world.listener(1), world.listener(2)]);
    const { expected } = await story(casework, 20, 6);
    await casework.start();
    for (let kills = 0; kills < 8; kills += 1) {
      await world.query(
        'routing',
        `SELECT pg_terminate_backend(pid) FROM pg_stat_activity
         WHERE datname = current_database() AND pid <> pg_backend_pid() AND usename <> current_user`,
      );
      await casework.transaction(async () => undefined).catch(() => undefined);
    }
    await eventually(async () => expect(await world.effects()).toEqual(expected));
    await eventually(async () => expect(await casework.status()).toMatchObject({ outbox: 0 }));
  });

  test('a commit that stands though its answer was lost is not done again', async () => {
    const { world } = stage();
    const casework = world.speaker('casework');
    const cutter = new CommitCutter(world.databasePort, 3);
    const pool = world.pool('routing', await cutter.listen());
    const { stop } = await world.listener(1, {}, pool);
    await casework.start();
    const { expected } = await story(casework, 10, 12);
    await eventually(async () => expect(await world.effects()).toEqual(expected));
    expect(cutter.cuts).toBeGreaterThan(0);
    await stop();
    await cutter.close();
  });
});
