import { randomUUID } from 'node:crypto';
import { validateEvent } from '@caseloop/contracts/validate-event';
import { eventually } from '@caseloop/testing';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { clockId } from '../src/clock-id.js';
import { CaseStory, after } from './a-case.js';
import { RunningSla, iso } from './running-sla.js';
import { AFTER_SALES, appliedToOpen, eventsOf, packPublished } from './wire.js';

let sla: RunningSla;
beforeEach(async () => {
  sla = await RunningSla.start();
});
afterEach(() => sla.stop());

/** The shipped pack with a resolution within 48 hours, and another template that tells the plan. */
const TIGHTER = {
  ...AFTER_SALES,
  'clocks.yaml': AFTER_SALES['clocks.yaml']!.replace('PT72H', 'PT48H').replaceAll(
    'template: planNotice',
    'template: progressUpdate',
  ),
};

function resolutionOf(caseId: string): string {
  return clockId(caseId, { metric: 'resolution', cycle: 1, n: 1, per: null });
}

describe('an extension', () => {
  const caseId = randomUUID();

  beforeEach(async () => {
    const story = new CaseStory().decided(after(1), resolutionOf(caseId), after(100));
    const events = eventsOf(caseId, story.facts);
    await sla.deliver(packPublished(), events[0]!);
    await sla.at(1);
    await sla.deliver(events[1]!);
  });

  test('moves the due time and keeps the original one', async () => {
    expect(await sla.clockOf(caseId, 'resolution')).toMatchObject({
      dueAt: iso(100),
      originalDueAt: iso(72),
    });
    const [extended] = await sla.service.published('clock.extended.v1');
    expect(extended).toMatchObject({
      time: iso(1),
      data: { dueAt: iso(100), dueBefore: iso(72), originalDueAt: iso(72), unextendedDueAt: iso(72) },
    });
    await sla.at(72, 0, 1);
    expect(await sla.said('resolution')).not.toContain('breached');
    await sla.at(100, 0, 1);
    expect(await sla.said('resolution')).toContain('breached');
  });

  test('is part of how the clock is explained, alone and with the case', async () => {
    const { status, body } = await sla.get(`/clocks/${resolutionOf(caseId)}/explain`);
    expect(status).toBe(200);
    expect(body).toMatchObject({
      dueAt: iso(100),
      extensions: [{ at: iso(1), dueBefore: iso(72), to: iso(100) }],
      counted: [
        { from: iso(0), to: iso(1), ms: 3_600_000 },
        { from: iso(1), to: iso(100), ms: 99 * 3_600_000 },
      ],
      sums: { untilDueMs: 100 * 3_600_000, elapsedMs: 3_600_000 },
    });
    expect(body.words['zh-CN']).toHaveLength(body.words.en.length);
    const all = await sla.get('/cases/SH-2026-000001/clocks?explain=true');
    expect(all.body.items.map(({ explanation }: { explanation: unknown }) => explanation)).toContainEqual(
      body,
    );
    expect((await sla.get(`/clocks/${randomUUID()}/explain`)).status).toBe(404);
  });
});

describe('a version that is applied to open cases', () => {
  test('reaches each of them once, over several steps and a crash, and no closed one', async () => {
    const { facts } = new CaseStory();
    const caseIds = Array.from({ length: 210 }, () => randomUUID());
    const [closed] = caseIds;
    await sla.deliver(packPublished());
    await sla.service.deliver(caseIds.map((caseId) => eventsOf(caseId, facts)[0]!));
    await sla.deliver(...eventsOf(closed!, new CaseStory().closed(after(1)).facts).slice(1));
    await sla.deliver(appliedToOpen(TIGHTER, after(2)));
    await sla.query(`alter table sla.outbox add constraint crash check (false) not valid`);
    await sla.at(2);
    expect(await sla.service.published('clock.superseded.v1')).toEqual([]);
    await sla.query(`alter table sla.outbox drop constraint crash`);
    await Promise.all([sla.service.tick(), (await sla.another()).tick()]);
    await sla.service.tick();
    const superseded = await sla.service.published('clock.superseded.v1');
    const resolutions = superseded.filter(({ data }) => (data as { metric: string }).metric === 'resolution');
    expect(new Set(resolutions.map(({ subject }) => subject))).toEqual(new Set(caseIds.slice(1)));
    expect(resolutions).toHaveLength(209);
    expect(await sla.clockOf(caseIds[1]!, 'resolution')).toMatchObject({ n: 2, dueAt: iso(48) });
    expect((await sla.service.status()).nextDueAt).toBeGreaterThan(after(2));
    expect(superseded.slice(0, 20).flatMap((event) => validateEvent(event))).toEqual([]);
  });

  test('gives the same clocks whether it is heard of before the case or after what happened since', async () => {
    const told = () =>
      new CaseStory({ urgency: 'urgent' })
        .taken(after(0, 10))
        .told('progressUpdate', after(0, 50))
        .told('planNotice', after(1, 30)).facts;
    const [early, late] = [randomUUID(), randomUUID()];
    sla.clock.set(after(3));
    await sla.deliver(packPublished(), ...eventsOf(late, told()));
    await sla.deliver(appliedToOpen(TIGHTER, after(0, 30)));
    await sla.service.tick();
    await sla.deliver(...eventsOf(early, told()));
    await sla.service.tick();
    await eventually(async () => expect(await sla.seen(early)).toEqual(await sla.seen(late)));
    expect(await sla.clockOf(late, 'planProposed')).toMatchObject({
      n: 2,
      state: 'met',
      endedAt: iso(50 / 60),
    });
  });
});
