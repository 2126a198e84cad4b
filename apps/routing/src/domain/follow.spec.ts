import { describe, expect, test } from '@jest/globals';
import type { CaseStatus, CaseloopEvent } from '@caseloop/contracts';
import type { Pack, RoutingRule } from '@caseloop/policy';
import { type CaseEvent, follow, open } from './follow.js';
import { type RoutingCase, weighs } from './routing-case.js';

const rule = (id: string, type: string, team: string, role?: string): RoutingRule => ({
  ...{ id, match: { type }, team, skills: ['electric'] },
  ...(role === undefined ? {} : { role }),
});
const pack = {
  roles: [
    { id: 'supervisor', supervisory: true },
    { id: 'engineer', supervisory: false },
  ],
  urgencies: [{ id: 'normal' }, { id: 'urgent' }],
  routing: [
    rule('fault', 'productFault', 'techSupport'),
    rule('attitude', 'attitude', 'customerService', 'supervisor'),
  ],
} as unknown as Pack;

const AT = '2026-11-23T01:00:00.000Z';
const LATER = '2026-11-23T02:00:00.000Z';
const opened = (over: object = {}) =>
  open(
    {
      ...{ type: 'case.opened.v1', subject: 'c', time: AT, correlationid: 'r' },
      data: {
        ...{
          status: 'registered',
          type: 'productFault',
          urgency: 'urgent',
          unit: 'main',
          pack: { name: 'p', version: '1' },
        },
        ...{
          customer: { id: 'x', memberTier: 'VIP' },
          facts: {},
          emotion: [],
          source: 'customer',
          channel: 'phone',
        },
        ...over,
      },
    } as unknown as CaseloopEvent<'case.opened.v1'>,
    pack,
  );
const say = (type: CaseEvent['type'], status: CaseStatus, data: object = {}) =>
  ({ type, time: LATER, data: { status, by: { kind: 'agent', id: 'wu' }, ...data } }) as unknown as CaseEvent;
const after = (...events: CaseEvent[]): RoutingCase =>
  events.reduce((routed, event) => follow(routed, event, pack), opened());

describe('a new case', () => {
  test('waits from its first moment, where and for whom the rule says', () => {
    expect(opened()).toMatchObject({
      waitingSince: Date.parse(AT),
      urgencyRank: 1,
      isVip: true,
      supervisoryRoles: ['supervisor'],
      route: { team: 'techSupport', role: null, skills: ['electric'], rule: 'fault' },
    });
    expect(opened({ type: 'attitude' }).route).toMatchObject({ team: 'customerService', role: 'supervisor' });
  });
  test('that no rule sends anywhere has no team', () => {
    expect(opened({ type: 'other' }).route).toEqual({ team: null, role: null, skills: [], rule: null });
  });
});

describe('a case that is followed', () => {
  const assigned = say('case.assigned.v1', 'assigned', { team: 'techSupport', holder: 'wu' });

  test('counts for its holder until it is resolved, and again when it is reopened', () => {
    const held = after(assigned);
    expect([held.holder, weighs(held), held.waitingSince]).toEqual(['wu', true, null]);
    const resolved = follow(held, say('case.resolved.v1', 'resolved'), pack);
    expect(weighs(resolved)).toBe(false);
    expect(weighs(follow(resolved, say('case.reopened.v1', 'inProgress'), pack))).toBe(true);
  });
  test('waits again when it is declined, at its old age, without who declined', () => {
    const declined = after(
      assigned,
      say('case.declined.v1', 'registered', { team: 'techSupport', holder: 'wu' }),
    );
    expect(declined).toMatchObject({
      holder: null,
      declinedBy: ['wu'],
      waitingSince: Date.parse(LATER),
      openedAt: Date.parse(AT),
      route: { rule: 'fault' },
    });
  });
  test('leaves role and skills of the rule behind when a person sends it to another team', () => {
    const moved = after(
      assigned,
      say('case.transferred.v1', 'assigned', { team: 'development', holder: null }),
    );
    expect(moved.route).toEqual({ team: 'development', role: null, skills: [], rule: null });
    expect(moved.waitingSince).toBe(Date.parse(LATER));
  });
  test('is held by whoever speaks to the customer while nobody has it', () => {
    const spoken = say('case.contacted.v1', 'inProgress', { firstResponsible: 'wu' });
    expect(after(spoken)).toMatchObject({ holder: 'wu', firstResponsible: 'wu', waitingSince: null });
  });
  test('is looked at anew when its type changes while it waits, and only then', () => {
    const changed = say('case.reclassified.v1', 'registered', { type: 'attitude', urgency: 'normal' });
    expect(after(changed)).toMatchObject({
      route: { team: 'customerService' },
      urgencyRank: 0,
      stalledAt: null,
    });
    expect(after(assigned, changed).route.team).toBe('techSupport');
  });
  test.each(['resolved', 'unresolvable', 'closed', 'archived'] as const)(
    'waits for nobody once it is %s',
    (status) => {
      expect(after(say('case.noted.v1', status)).waitingSince).toBeNull();
    },
  );
});
