import { randomUUID } from 'node:crypto';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { CaseStory, after } from './a-case.js';
import { type ClockAnswer, RunningSla, iso } from './running-sla.js';
import { eventsOf, packPublished } from './wire.js';

let sla: RunningSla;
beforeEach(async () => {
  sla = await RunningSla.start();
});
afterEach(() => sla.stop());

describe('an urgent case under the after-sales pack', () => {
  const caseId = randomUUID();
  const story = () => new CaseStory({ urgency: 'urgent' });

  beforeEach(() => sla.deliver(packPublished(), ...eventsOf(caseId, story().facts)));

  test('begins the clocks of the pack, as 13.7 shows them', async () => {
    const clocks = await sla.clocksOf(caseId);
    const dues = Object.fromEntries(clocks.map(({ metric, dueAt }) => [metric, dueAt]));
    expect(dues).toEqual({
      firstResponse: iso(2),
      supervisorNotice: iso(1),
      planProposed: iso(2),
      resolution: iso(72),
    });
    const { id } = clocks.find(({ metric }) => metric === 'resolution')!;
    const { body } = await sla.get(`/clocks/${id}`);
    expect(body).toEqual({
      id,
      caseId,
      metric: 'resolution',
      cycle: 1,
      n: 1,
      state: 'running',
      startedAt: iso(0),
      dueAt: iso(72),
      originalDueAt: iso(72),
      endedAt: null,
      target: 'PT72H',
      provisional: false,
    });
  });

  test('are told under the number of the case as under its id', async () => {
    const { status, body } = await sla.get('/cases/SH-2026-000001/clocks');
    expect([status, body]).toEqual([200, (await sla.get(`/cases/${caseId}/clocks`)).body]);
  });

  test('warns, and breaches to the department manager, at the due time and not before', async () => {
    await sla.at(0, 30);
    expect(await sla.said('supervisorNotice')).toEqual(['started', 'warned']);
    await sla.at(1);
    expect(await sla.said('supervisorNotice')).toEqual(['started', 'warned']);
    await sla.at(1, 0, 1);
    const breach = (await sla.service.published('clock.breached.v1'))[0]!;
    expect(breach).toMatchObject({
      subject: caseId,
      time: iso(1),
      correlationid: 'request-1',
      data: {
        metric: 'supervisorNotice',
        state: 'breached',
        escalate: { level: 1, to: 'departmentManager' },
        lateMs: 0,
      },
    });
    expect(await sla.clockOf(caseId, 'supervisorNotice')).toMatchObject({ state: 'breached' });
  });

  test('breaches once when two instances look at the same moment', async () => {
    const other = await sla.another();
    sla.clock.set(after(1) + 1);
    await Promise.all([sla.service.tick(), other.tick()]);
    expect(await sla.service.published('clock.breached.v1')).toHaveLength(1);
  });

  test('tells when it has something to do next', async () => {
    expect((await sla.service.status()).nextDueAt).toBe(after(0, 30));
    await sla.at(0, 30);
    expect((await sla.service.status()).nextDueAt).toBe(after(1));
  });

  test('is met in time by a plan that was handed over to the customer', async () => {
    await sla.deliver(...eventsOf(caseId, story().told('planNotice', after(1)).facts).slice(1));
    expect(await sla.clockOf(caseId, 'planProposed')).toMatchObject({ state: 'met' });
  });

  test('takes a breach back when the acknowledgement had been in time', async () => {
    await sla.at(1, 0, 1);
    const data = { roles: ['afterSalesSupervisor'], escalationIds: [] };
    const late = story().then('case.escalation_acknowledged.v1', after(0, 50), data);
    await sla.deliver(...eventsOf(caseId, late.facts).slice(1));
    expect(await sla.said('supervisorNotice')).toEqual(['started', 'warned', 'breached', 'corrected']);
    expect(await sla.clockOf(caseId, 'supervisorNotice')).toMatchObject({ state: 'met' });
  });

  test('keeps no personal data', async () => {
    const { rows } = await sla.query(`select data from sla.case_facts`);
    expect(JSON.stringify(rows)).not.toContain('Li Lei');
  });

  test('measures how late its clocks were fired', async () => {
    await sla.at(1, 0, 1501);
    expect(await sla.service.metrics.metrics()).toMatch(/caseloop_clock_lateness_seconds_sum\{[^}]*\} [1-9]/);
  });
});

describe('the list of clocks', () => {
  test('has the soonest due first, page by page, and what is paused at the end', async () => {
    const [first, second] = [randomUUID(), randomUUID()];
    await sla.deliver(packPublished(), ...eventsOf(first, new CaseStory({ urgency: 'urgent' }).facts));
    await sla.deliver(...eventsOf(second, new CaseStory().taken(after(1)).waits(after(2)).facts));
    const all: ClockAnswer[] = [];
    let next: string | null = '';
    while (next !== null) {
      const { body } = await sla.get(`/clocks?limit=3${next && `&after=${next}`}`);
      all.push(...body.items);
      next = body.next;
    }
    const dues = all.map(({ dueAt }) => dueAt ?? 'later');
    expect(all).toHaveLength(7);
    expect(dues).toEqual([...dues].sort());
    expect(new Set(all.map(({ id }) => id)).size).toBe(7);
    const soon = await sla.get(`/clocks?state=running&dueBefore=${iso(2)}`);
    expect(soon.body.items).toMatchObject([{ metric: 'supervisorNotice' }]);
    const paused = await sla.get(`/clocks?state=paused`);
    expect(paused.body.items.map(({ metric }: ClockAnswer) => metric).sort()).toEqual([
      'customerUpdate',
      'resolution',
    ]);
  });

  test('refuses what it does not know', async () => {
    const answers = await Promise.all([
      sla.get('/clocks?state=happy'),
      sla.get('/clocks?dueBefore=tomorrow'),
      sla.get('/clocks?after=nowhere'),
      sla.get('/clocks/none'),
      sla.get(`/cases/${randomUUID()}/clocks`),
    ]);
    expect(answers.map(({ status }) => status)).toEqual([422, 422, 422, 404, 404]);
  });
});
