import { expect, test } from '@jest/globals';
import type { AnyEvent } from '@caseloop/contracts';
import { eventually } from '@caseloop/testing';
import { PermanentError } from '../src/index.js';
import { onEachTransport, say, story } from './story.js';
import { pack } from './world.js';

onEachTransport('trouble with events', (stage) => {
  test('one bad event among 200 parks alone; what follows it waits; a replay applies all in order', async () => {
    const { world } = stage();
    const casework = world.speaker('casework');
    const { subjects, expected } = await story(casework, 40, 5);
    const said = await world.said('casework');
    const bad = said.find((event) => event.subject === subjects[7] && Number(event.sequence) === 3)!;
    let repaired = false;

    world.behave = (text) =>
      !repaired && text === 'note bad' ? new PermanentError('bad', 'This one is bad') : undefined;
    const current = { ...bad, data: { ...bad.data, personal: { text: 'note bad' } } } as AnyEvent;
    const { messaging, parkedTypes } = await world.listener();
    await world.send(
      said.map((event) => (event === bad ? current : event)),
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
    expect(await messaging.parkedCount()).toBe(1);

    repaired = true;
    expect(await messaging.parked.replay('all', 'wu', 'repaired')).toBe(1);
    const replayed = { ...expected, [subjects[7]!]: ['note 1', 'note 2', 'note bad', 'note 4', 'note 5'] };
    await eventually(async () => expect(await world.effects()).toEqual(replayed));
    expect(await messaging.parked.list({ limit: 10 })).toEqual([]);
  });

  test('an event that fails for a while climbs the ladder and is applied before its successors', async () => {
    const { world } = stage();
    const casework = world.speaker('casework');
    let failures = 2;
    world.behave = (text) => (text === 'note 2' && failures-- > 0 ? new Error('Not now') : undefined);
    await world.listener(1, { retryLadderMs: [20, 20, 20, 20, 20] });
    await casework.start();
    const { expected } = await story(casework, 1, 4);
    await eventually(async () => expect(await world.effects()).toEqual(expected));
  });

  test('an event that goes on failing is parked at the end of the ladder; discarded, its successors go on', async () => {
    const { world } = stage();
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
    const { world } = stage();
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

  test('what is no event is put aside and stops nothing', async () => {
    const { world } = stage();
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
    const { world } = stage();
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

  test('the event that fills a hole is not blamed for a bad one that was kept behind it', async () => {
    const { world } = stage();
    const casework = world.speaker('casework');
    world.behave = (text) => (text === 'note 2' ? new PermanentError('bad', 'This one is bad') : undefined);
    const { messaging } = await world.listener(1, { gapWaitMs: 60_000 });
    const { subjects } = await story(casework, 1, 3);
    const [first, second, third] = await world.said('casework');
    await world.send([second!, third!], 2);
    await eventually(async () =>
      expect((await world.query('routing', 'SELECT FROM kept_event')).rows).toHaveLength(2),
    );
    await world.send([first!]);
    await eventually(async () =>
      expect(await messaging.parked.list({ limit: 10 })).toMatchObject([{ sequence: 2, waitingBehind: 1 }]),
    );
    expect(await world.effects()).toEqual({ [subjects[0]!]: ['note 1'] });
  });

  test('what an event awaited releases it at once, without waiting for the next look', async () => {
    const { world } = stage();
    const [casework, intake] = [world.speaker('casework'), world.speaker('intake')];
    world.behave = (text) => (text === 'note 1' ? { awaits: 'after-sales' } : undefined);
    const { messaging } = await world.listener(1, { awaitingPauseMinMs: 60_000, awaitingPauseMaxMs: 60_000 });
    await Promise.all([casework.start(), intake.start()]);
    const { expected } = await story(casework, 1, 2);
    await eventually(async () =>
      expect((await world.query('routing', 'SELECT FROM kept_event')).rows).toHaveLength(2),
    );
    await say(intake, pack('after-sales', 'v1'));
    await eventually(async () =>
      expect(await world.effects()).toEqual({ ...expected, 'after-sales': ['v1'] }),
    );
    expect(await messaging.status()).toMatchObject({ applied: { 'caseloop/casework': 2 } });
  });

  test('what awaits a parked stream counts as done with: nobody waits for it to settle', async () => {
    const { world } = stage();
    const [casework, intake] = [world.speaker('casework'), world.speaker('intake')];
    world.behave = (text) => {
      if (text === 'v1') return new PermanentError('bad', 'No such pack');
      return text === 'note 1' ? { awaits: 'after-sales' } : undefined;
    };
    const { messaging } = await world.listener();
    await Promise.all([casework.start(), intake.start()]);
    await story(casework, 1, 3);
    await say(intake, pack('after-sales', 'v1'), pack('after-sales', 'v2'));
    await eventually(async () =>
      expect(await messaging.status()).toMatchObject({
        applied: { 'caseloop/casework': 3, 'caseloop/policies': 2 },
        parked: 1,
      }),
    );
    expect(await world.effects()).toEqual({});
  });
});
