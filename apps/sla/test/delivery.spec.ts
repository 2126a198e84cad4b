import { randomUUID } from 'node:crypto';
import type { AnyEvent } from '@caseloop/contracts';
import { validateEvent } from '@caseloop/contracts/validate-event';
import { eventually } from '@caseloop/testing';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import type { Fact } from '../src/domain/facts.js';
import { CaseStory, after } from './a-case.js';
import { RunningSla } from './running-sla.js';
import { eventsOf, packPublished } from './wire.js';

let sla: RunningSla;
beforeEach(async () => {
  sla = await RunningSla.start();
});
afterEach(() => sla.stop());

function isReport({ source }: Fact): boolean {
  return source !== 'caseloop/casework';
}

describe('facts that come in another order', () => {
  test('give the same clocks, each delivered twice', async () => {
    const told = () =>
      new CaseStory({ urgency: 'urgent' })
        .taken(after(0, 10))
        .contacted(after(0, 40), { direction: 'out', purpose: 'plan', first: true })
        .told('planNotice', after(0, 45))
        .waits(after(1))
        .resumed(after(3))
        .reclassified(after(4), 'normal')
        .contacted(after(4, 30), { direction: 'out', purpose: 'update' })
        .resolved(after(5))
        .reopened(after(6))
        .resolved(after(7))
        .then('case.confirmed.v1', after(8), { lapsed: false }, 'confirmed')
        .closed(after(9)).facts;
    const [inOrder, shuffled] = [randomUUID(), randomUUID()];
    sla.clock.set(after(10));
    await sla.deliver(packPublished(), packPublished(), ...eventsOf(inOrder, told()));
    const [reports, facts] = [told().filter(isReport), told().filter((fact) => !isReport(fact))];
    const early = eventsOf(shuffled, [...reports, ...facts.reverse()]);
    await sla.deliver(...early, ...early);
    await eventually(async () => expect(await sla.seen(shuffled)).toEqual(await sla.seen(inOrder)));
    expect((await sla.service.status()).parked).toBe(0);
    const published = await sla.service.published();
    expect(published.length).toBeGreaterThan(50);
    expect(published.flatMap((event) => validateEvent(event))).toEqual([]);
  });

  test('wait for the pack they were opened under', async () => {
    const caseId = randomUUID();
    await sla.deliver(...eventsOf(caseId, new CaseStory().taken(after(1)).facts));
    expect((await sla.get(`/cases/${caseId}/clocks`)).status).toBe(404);
    await sla.deliver(packPublished());
    await eventually(async () => expect(await sla.clocksOf(caseId)).toHaveLength(3));
  });

  test('hold a clock that is due until they are applied', async () => {
    const caseId = randomUUID();
    const [opened, , answered] = eventsOf(
      caseId,
      new CaseStory({ urgency: 'urgent' })
        .taken(after(0, 1))
        .then('case.escalation_acknowledged.v1', after(0, 50), { roles: ['afterSalesSupervisor'] }).facts,
    );
    await sla.deliver(packPublished(), opened!, answered!);
    await sla.at(1, 0, 1);
    expect(await sla.said('supervisorNotice')).toEqual(['started', 'warned']);
    await sla.at(1, 10, 1);
    expect(await sla.said('supervisorNotice')).toEqual(['started', 'warned', 'breached']);
    expect((await sla.service.published('clock.breached.v1'))[0]!.data).toMatchObject({
      provisional: true,
    });
  });
});

describe('clocks that were held', () => {
  test('fire as soon as what they were held for is there, also when it changes nothing', async () => {
    const caseId = randomUUID();
    const story = new CaseStory({ urgency: 'urgent' });
    const [opened, greeted, thanked] = eventsOf(
      caseId,
      story.told('acceptanceNotice', after(0, 1)).told('greeting', after(0, 2)).facts,
    ).map((event) => ({ ...event, type: event.type.replace('handed_over', 'planned') }) as AnyEvent);
    await sla.deliver(packPublished(), opened!, thanked!);
    await sla.at(0, 30);
    expect(await sla.said('supervisorNotice')).toEqual(['started']);
    expect((await sla.service.status()).nextDueAt).toBe(after(0, 40));
    await sla.deliver(greeted!);
    await sla.service.tick();
    expect(await sla.said('supervisorNotice')).toEqual(['started', 'warned']);
    expect((await sla.service.published('clock.warned.v1'))[0]!.data).toMatchObject({
      provisional: false,
    });
  });
});

describe('a crash between claim and commit', () => {
  test('leaves nothing behind, and the clock fires afterwards', async () => {
    const caseId = randomUUID();
    await sla.deliver(packPublished(), ...eventsOf(caseId, new CaseStory({ urgency: 'urgent' }).facts));
    // The last statements of the transaction fail, when everything else of it is written.
    await sla.query(`alter table sla.outbox add constraint crash check (false) not valid`);
    await sla.at(1, 0, 1);
    expect(await sla.said('supervisorNotice')).toEqual(['started']);
    expect(await sla.clockOf(caseId, 'supervisorNotice')).toMatchObject({ state: 'running' });
    await sla.query(`alter table sla.outbox drop constraint crash`);
    await sla.service.tick();
    expect(await sla.said('supervisorNotice')).toEqual(['started', 'warned', 'breached']);
  });
});

describe('an outage that left many clocks due at once', () => {
  test('is worked off by three instances, and each clock fires once', async () => {
    const cases = 250;
    const { facts } = new CaseStory({ urgency: 'urgent' });
    const opened = Array.from({ length: cases }, () => eventsOf(randomUUID(), facts)[0]!);
    await sla.deliver(packPublished());
    await sla.service.deliver(opened);
    const instances = [sla.service, await sla.another(), await sla.another()];
    sla.clock.set(after(1) + 1);
    await Promise.all(instances.map((instance) => instance.tick()));
    // An instance that finds everything taken goes home; what is left is for the next tick.
    await sla.service.tick();
    const breaches = await sla.service.published('clock.breached.v1');
    expect(breaches).toHaveLength(cases);
    expect(new Set(breaches.map(({ id }) => id)).size).toBe(cases);
  });
});
