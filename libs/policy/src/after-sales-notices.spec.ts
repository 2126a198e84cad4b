import { describe, expect, test } from '@jest/globals';
import { parseInstant } from '@caseloop/service-time';
import { afterSales as pack, registered } from '../test/after-sales-pack.js';
import { bandFor, escalationsFor, noticesFor, renderNumber } from './index.js';

describe('who hears of what', () => {
  const customer = { to: 'customer' };
  const of = (type: Parameters<typeof noticesFor>[1]['type'], data: object): object[] =>
    noticesFor(pack, { type, data }, registered({})).map(({ to, template }) => ({ to, template }));

  test('S2-09, S2-14: assignment, plan, update and result reach the customer', () => {
    expect(of('case.assigned.v1', { team: 'techSupport', holder: null })).toEqual([
      { ...customer, template: 'acceptanceNotice' },
    ]);
    const assigned = { team: 'techSupport', holder: 'wu' };
    const offer = { to: 'holder', template: 'assignmentOffer' };
    expect(of('case.assigned.v1', { ...assigned, by: { kind: 'system', id: 'routing' } })).toContainEqual(
      offer,
    );
    expect(of('case.assigned.v1', { ...assigned, by: { kind: 'agent', id: 'wu' } })).not.toContainEqual(
      offer,
    );
    expect(of('case.plan_proposed.v1', {})).toEqual([{ ...customer, template: 'planNotice' }]);
    expect(of('case.contacted.v1', { direction: 'out', purpose: 'update' })).toEqual([
      { ...customer, template: 'progressUpdate' },
    ]);
    expect(of('case.contacted.v1', { direction: 'in', purpose: 'update' })).toEqual([]);
    expect(of('case.customer_asked.v1', {})).toEqual([{ ...customer, template: 'customerAction' }]);
    expect(of('case.resolved.v1', {})).toEqual([
      { ...customer, template: 'resultNotice' },
      { ...customer, template: 'satisfactionSurvey' },
    ]);
  });

  test('S2-13: holder and supervisor hear of a breach', () => {
    expect(of('clock.breached.v1', {})).toEqual([
      { to: 'holder', template: 'slaBreach' },
      { to: 'afterSalesSupervisor', template: 'slaBreach' },
    ]);
  });

  test('a warning goes to the holder; a later step of the ladder is not a warning', () => {
    expect(of('clock.warned.v1', { warning: 'percent-75' })).toEqual([
      { to: 'holder', template: 'slaWarning' },
    ]);
    expect(
      of('clock.warned.v1', { warning: 'level-2', escalate: { level: 2, to: 'departmentManager' } }),
    ).toEqual([]);
  });

  test('a step that is told again reaches its role again', () => {
    const escalate = { level: 2, to: 'departmentManager', again: 1 };
    expect(of('clock.warned.v1', { warning: 'level-2', escalate })).toEqual([
      { to: 'target', template: 'slaBreach' },
    ]);
  });

  test('S2-07, S2-19: urgency and dissatisfaction go to the supervisor, the rest does not', () => {
    const to = (type: Parameters<typeof noticesFor>[1]['type'], data: object): string[] =>
      escalationsFor(pack, { type, data }, registered({})).map((rule) => `${rule.cause} ${rule.to}`);
    expect(to('case.classified.v1', { urgency: 'urgent' })).toEqual(['urgency afterSalesSupervisor']);
    expect(to('case.classified.v1', { urgency: 'normal' })).toEqual([]);
    const raised = { urgency: 'urgent', urgencyBefore: 'normal' };
    expect(to('case.reclassified.v1', raised)).toEqual(['urgency afterSalesSupervisor']);
    expect(to('case.reclassified.v1', { ...raised, urgencyBefore: 'urgent' })).toEqual([]);
    expect(to('case.rated.v1', { band: 'dissatisfied' })).toEqual(['dissatisfaction afterSalesSupervisor']);
    expect(to('case.rated.v1', { band: 'mostlySatisfied' })).toEqual([]);
  });
});

test.each([
  ['satisfied', 'confirm', undefined],
  ['mostlySatisfied', 'confirm', undefined],
  ['dissatisfied', 'reopen', 'afterSalesSupervisor'],
])('S2-16, S2-19: %s leads to %s', (band, then, lead) => {
  expect(bandFor(pack, { band })).toMatchObject({ then, ...(lead !== undefined && { lead }) });
  expect(bandFor(pack, { score: 5 })).toBeNull();
});

test('the case number carries the year in Shanghai', () => {
  const at = parseInstant('2026-12-31T23:30:00+08:00');
  const series = (ms: number): string =>
    renderNumber(pack.numbering.pattern, { at: ms, zone: pack.zone, unit: pack.unit }).prefix;
  expect([series(at), series(at + 3_600_000)]).toEqual(['SH-2026-', 'SH-2027-']);
});

test('every rule says which clause it comes from', () => {
  const rules = [pack.types, pack.urgencies, pack.forms, pack.classification, pack.routing, pack.clocks];
  const all = [...rules, pack.escalations, pack.notices, pack.satisfaction.bands].flat();
  expect(all.filter(({ sop }) => !/^S2-\d\d$/.test(sop ?? ''))).toEqual([]);
});
