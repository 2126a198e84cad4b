import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { type Agent, PRESENCES, headroom } from './agent.js';
import { type Wanted, choose } from './choose.js';

const agent = (id: string, over: Partial<Agent> = {}): Agent => ({
  id,
  teams: ['techSupport'],
  roles: [],
  skills: [],
  languages: [],
  unit: null,
  capacity: 3,
  presence: 'online',
  idleSince: 0,
  declaredOrder: 0,
  load: 0,
  ...over,
});
const wanted = (over: Partial<Wanted> = {}): Wanted => ({
  team: 'techSupport',
  role: null,
  skills: [],
  language: null,
  unit: 'service',
  weight: 1,
  supervisoryRoles: ['afterSalesSupervisor'],
  excluded: [],
  firstResponsible: null,
  lastAgent: null,
  ...over,
});
const whyNot = (over: Partial<Agent>, want: Partial<Wanted> = {}) =>
  choose(wanted(want), [agent('wu', over)]).candidates[0]!.leftOut;

describe('eligibility', () => {
  test('somebody of another team is not offered the case', () => {
    expect(whyNot({ teams: ['development'] })).toBe('otherTeam');
  });
  test('a supervisor is offered work only where the rule names the role', () => {
    expect(whyNot({ roles: ['afterSalesSupervisor'] })).toBe('supervisoryRole');
    expect(whyNot({ roles: ['afterSalesSupervisor'] }, { role: 'afterSalesSupervisor' })).toBeNull();
  });
  test('a role the rule names is required', () => {
    expect(whyNot({}, { role: 'engineer' })).toBe('lacksRole');
  });
  test('somebody without a team is eligible by a role that the rule names, and otherwise not', () => {
    expect(whyNot({ teams: [], roles: ['dispatcher'] }, { role: 'dispatcher' })).toBeNull();
    expect(whyNot({ teams: [], roles: ['dispatcher'] })).toBe('otherTeam');
  });
  test('every required skill has to be there', () => {
    expect(whyNot({ skills: ['electric'] }, { skills: ['electric', 'hydraulic'] })).toBe('lacksSkills');
  });
  test('who lists languages is given customers who speak one of them, whatever the region', () => {
    expect(whyNot({ languages: ['zh-CN'] }, { language: 'en-GB' })).toBe('otherLanguage');
    expect(whyNot({ languages: ['en'] }, { language: 'en-GB' })).toBeNull();
    expect(whyNot({ languages: [] }, { language: 'en-GB' })).toBeNull();
  });
  test('another unit is another unit', () => {
    expect(whyNot({ unit: 'rail' })).toBe('otherUnit');
  });
  test('who declined the case is not asked again', () => {
    expect(whyNot({}, { excluded: ['wu'] })).toBe('declined');
  });
});

describe('availability and capacity', () => {
  test('who is away or offline is not offered the case', () => {
    expect(whyNot({ presence: 'away' })).toBe('away');
    expect(whyNot({ presence: 'offline' })).toBe('offline');
  });
  test('a full agent is left out, and one with exactly enough room is not', () => {
    expect(whyNot({ capacity: 3, load: 3 })).toBe('full');
    expect(whyNot({ capacity: 3, load: 2 })).toBeNull();
  });
});

describe('the choice', () => {
  test('most headroom wins, then the longest idle, then the first declared', () => {
    const byHeadroom = choose(wanted(), [agent('a', { load: 1 }), agent('b')]);
    expect(byHeadroom).toMatchObject({ holder: 'b', reason: 'mostHeadroom' });
    const byIdle = choose(wanted(), [agent('a', { idleSince: 9 }), agent('b', { idleSince: 8 })]);
    expect(byIdle).toMatchObject({ holder: 'b', reason: 'longestIdle' });
    const byOrder = choose(wanted(), [agent('a', { declaredOrder: 2 }), agent('b', { declaredOrder: 1 })]);
    expect(byOrder).toMatchObject({ holder: 'b', reason: 'declaredFirst' });
  });
  test('the first responsible is kept before anybody with more headroom', () => {
    const choice = choose(wanted({ firstResponsible: 'a', lastAgent: 'b' }), [
      agent('a', { load: 2 }),
      agent('b'),
    ]);
    expect(choice).toMatchObject({ holder: 'a', reason: 'firstResponsible' });
    expect(choice.candidates[1]).toMatchObject({ agent: 'b', leftOut: 'notTheCustomersAgent' });
  });
  test('an absent first responsible does not keep the customer waiting', () => {
    const agents = [agent('a', { presence: 'offline' }), agent('b')];
    expect(choose(wanted({ firstResponsible: 'a' }), agents)).toMatchObject({
      holder: 'b',
      reason: 'onlyCandidate',
    });
  });
  test('the agent who last worked for the customer is preferred', () => {
    const agents = [agent('a'), agent('b', { load: 2 })];
    expect(choose(wanted({ lastAgent: 'b' }), agents)).toMatchObject({
      holder: 'b',
      reason: 'customersLastAgent',
    });
  });
  test('nobody at all is said with what came closest', () => {
    const stalled = (...agents: Agent[]) => choose(wanted(), agents).reason;
    expect(stalled()).toBe('teamHasNobody');
    expect(stalled(agent('a', { roles: ['afterSalesSupervisor'] }))).toBe('nobodyEligible');
    expect(stalled(agent('a', { presence: 'away' }))).toBe('nobodyPresent');
    expect(stalled(agent('a', { presence: 'away' }), agent('b', { load: 3 }))).toBe('nobodyHasCapacity');
  });
});

describe('for any team and any case', () => {
  const agents = fc.uniqueArray(
    fc.record({
      id: fc.stringMatching(/^[a-f]{1,2}$/),
      teams: fc.subarray(['techSupport', 'development']),
      roles: fc.subarray(['afterSalesSupervisor', 'engineer']),
      skills: fc.subarray(['electric', 'hydraulic']),
      languages: fc.subarray(['zh-CN', 'en']),
      unit: fc.constantFrom(null, 'service', 'rail'),
      capacity: fc.nat({ max: 4 }),
      presence: fc.constantFrom(...PRESENCES),
      idleSince: fc.nat({ max: 3 }),
      declaredOrder: fc.nat({ max: 3 }),
      load: fc.nat({ max: 5 }),
    }),
    { selector: ({ id }) => id, maxLength: 8 },
  );
  const cases = fc.record({
    team: fc.constant('techSupport'),
    role: fc.constantFrom(null, 'engineer', 'afterSalesSupervisor'),
    skills: fc.subarray(['electric', 'hydraulic']),
    language: fc.constantFrom(null, 'en', 'zh-CN'),
    unit: fc.constant('service'),
    weight: fc.integer({ min: 1, max: 2 }),
    supervisoryRoles: fc.constant(['afterSalesSupervisor']),
    excluded: fc.subarray(['a', 'b']),
    firstResponsible: fc.constantFrom(null, 'a', 'c'),
    lastAgent: fc.constantFrom(null, 'b', 'd'),
  });

  test('the order in which agents are listed never matters', () => {
    fc.assert(
      fc.property(cases, agents, fc.nat(), (want, team, turn) => {
        const at = team.length === 0 ? 0 : turn % team.length;
        const turned = [...team.slice(at), ...team.slice(0, at)].reverse();
        expect(choose(want, turned)).toEqual(choose(want, team));
      }),
    );
  });
  test('the chosen one is present, has room, did not decline; all others have a reason', () => {
    fc.assert(
      fc.property(cases, agents, (want, team) => {
        const choice = choose(want, team);
        expect(choice.candidates).toHaveLength(team.length);
        const chosen = team.find(({ id }) => id === choice.holder);
        expect(choice.candidates.filter(({ leftOut }) => leftOut === null).map((one) => one.agent)).toEqual(
          chosen === undefined ? [] : [chosen.id],
        );
        if (chosen === undefined) return;
        expect(chosen.presence).toBe('online');
        expect(headroom(chosen)).toBeGreaterThanOrEqual(want.weight);
        expect(want.excluded).not.toContain(chosen.id);
      }),
    );
  });
  test('one more absent agent changes nothing', () => {
    fc.assert(
      fc.property(cases, agents, (want, team) => {
        const more = [...team, agent('zz', { presence: 'offline' })];
        expect(choose(want, more).holder).toBe(choose(want, team).holder);
      }),
    );
  });
});
