import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import type { Agent } from './agent.js';
import { compareWaiting, isOldNews, place, placed } from './queue.js';
import type { RoutingCase } from './routing-case.js';

const waiting = (caseId: string, over: Partial<RoutingCase> = {}): RoutingCase => ({
  caseId,
  number: null,
  unit: 'main',
  pack: { name: 'after-sales', version: 'v1' },
  correlationId: null,
  openedAt: 0,
  status: 'registered',
  urgency: 'normal',
  urgencyRank: 0,
  isVip: false,
  customerId: caseId,
  language: null,
  input: {},
  supervisoryRoles: [],
  route: { team: 'techSupport', role: null, skills: [], rule: 'productFault' },
  holder: null,
  heldSince: null,
  firstResponsible: null,
  declinedBy: [],
  waitingSince: 0,
  stalledAt: null,
  decisions: 0,
  ...over,
});
const agent = (id: string, over: Partial<Agent> = {}): Agent => ({
  id,
  teams: ['techSupport'],
  roles: [],
  skills: [],
  languages: [],
  unit: null,
  capacity: 2,
  presence: 'online',
  idleSince: 0,
  declaredOrder: 0,
  load: 0,
  ...over,
});
const NOBODY = new Map<string, string>();

describe('the order of the queue', () => {
  test('urgency before VIP, VIP before age, age before nothing', () => {
    const cases = [
      waiting('new'),
      waiting('old', { openedAt: -5 }),
      waiting('vip', { isVip: true }),
      waiting('urgent', { urgencyRank: 1 }),
    ];
    expect(cases.sort(compareWaiting).map(({ caseId }) => caseId)).toEqual(['urgent', 'vip', 'old', 'new']);
  });
  test('a case that was declined keeps its age', () => {
    const declined = waiting('declined', { openedAt: -5, waitingSince: 10, declinedBy: ['wu'] });
    expect(compareWaiting(declined, waiting('newer'))).toBeLessThan(0);
  });
});

describe('a batch', () => {
  test('is spread, because each choice counts at once', () => {
    const placements = place(
      [waiting('1'), waiting('2')],
      [agent('a'), agent('b', { declaredOrder: 1 })],
      NOBODY,
      9,
    );
    expect(placements.map(({ choice }) => choice.holder)).toEqual(['a', 'b']);
  });
  test('keeps the cases of one customer together', () => {
    const same = [waiting('1', { customerId: 'x' }), waiting('2', { customerId: 'x' })];
    const placements = place(same, [agent('a'), agent('b')], NOBODY, 9);
    expect(new Set(placements.map(({ choice }) => choice.holder)).size).toBe(1);
  });
  test('leaves a case without a rule to people', () => {
    const [placement] = place(
      [waiting('1', { route: { team: null, role: null, skills: [], rule: null } })],
      [agent('a')],
      NOBODY,
      9,
    );
    expect(placement!.choice).toEqual({ holder: null, reason: 'noRule', candidates: [] });
  });
  test('never gives more than fits, nor leaves a place free while somebody waits who could have it', () => {
    const many = fc.array(
      fc.record({ urgencyRank: fc.nat({ max: 2 }), isVip: fc.boolean(), openedAt: fc.nat({ max: 9 }) }),
      {
        maxLength: 20,
      },
    );
    const team = fc.array(fc.record({ capacity: fc.nat({ max: 4 }), load: fc.nat({ max: 5 }) }), {
      maxLength: 5,
    });
    fc.assert(
      fc.property(many, team, (cases, people) => {
        const agents = people.map((over, i) => agent(`a${i}`, over));
        const placements = place(
          cases.map((over, i) => waiting(`c${i}`, over)),
          agents,
          NOBODY,
          9,
        );
        const given = (id: string) => placements.filter(({ choice }) => choice.holder === id).length;
        for (const { id, capacity, load } of agents) {
          expect(given(id)).toBeLessThanOrEqual(Math.max(0, capacity - load));
        }
        const places = agents.reduce((sum, { capacity, load }) => sum + Math.max(0, capacity - load), 0);
        const found = placements.filter(({ choice }) => choice.holder !== null).length;
        expect(found).toBe(Math.min(places, cases.length));
        // Who is left waiting is behind everybody who was not.
        expect(placements.slice(0, found).every(({ choice }) => choice.holder !== null)).toBe(true);
      }),
    );
  });
});

describe('what becomes of a case', () => {
  test('somebody found ends the wait; nobody found is news once', () => {
    const [found] = place([waiting('1')], [agent('a')], NOBODY, 9);
    expect(placed(found!, 9)).toMatchObject({ holder: 'a', heldSince: 9, waitingSince: null, decisions: 1 });
    const [stalled] = place([waiting('1')], [], NOBODY, 9);
    expect(isOldNews(stalled!)).toBe(false);
    const after = placed(stalled!, 9);
    expect(after).toMatchObject({ holder: null, waitingSince: 0, stalledAt: 9, decisions: 1 });
    expect(isOldNews(place([after], [], NOBODY, 10)[0]!)).toBe(true);
  });
});
