import { MINUTE } from '@caseloop/service-time';
import fc from 'fast-check';
import type { Fact } from '../src/domain/facts.js';
import { CaseStory, OPENED, aClock, aPack, nextVersion, published } from './a-case.js';

const ANY = {};
const resolution = {
  starts: [
    { on: 'case.opened.v1' as const, match: ANY },
    { on: 'case.reopened.v1' as const, match: ANY },
  ],
};
export const pack = aPack(
  aClock({
    id: 'resolution-urgent',
    match: { urgency: 'urgent' },
    ...resolution,
    target: { duration: 'PT2H' },
    pausesWhile: ['waitingCustomer'],
    warn: [{ id: 'half', percent: 50 }],
    escalate: [
      { level: 1, after: 'PT0S', to: 'supervisor', again: { every: 'PT20M', limit: 3 } },
      { level: 2, after: 'PT1H', to: 'director' },
    ],
  }),
  aClock({
    id: 'resolution',
    ...resolution,
    target: { duration: 'PT5H' },
    runs: 'office',
    pausesWhile: ['waitingCustomer', 'waitingThirdParty'],
    warn: [{ id: 'last', before: 'PT1H' }],
  }),
  aClock({
    metric: 'customerUpdate',
    resets: [{ on: 'case.contacted.v1', match: ANY }],
    cadence: 'afterEach',
    target: { duration: 'PT1H' },
  }),
  aClock({
    metric: 'internalUpdate',
    resets: [{ on: 'case.noted.v1', match: ANY }],
    cadence: 'grid',
    target: { duration: 'PT3H' },
  }),
  aClock({
    metric: 'planProposed',
    stops: [{ on: 'notification.handed_over.v1', match: { template: 'planNotice' } }],
    target: { duration: 'PT2H' },
    retarget: 'tighter',
  }),
  aClock({
    metric: 'promise',
    starts: [{ on: 'case.promise_made.v1', match: ANY }],
    stops: [{ on: 'case.promise_settled.v1', match: ANY }],
    target: { at: 'dueAt' },
    per: 'promiseId',
  }),
  aClock({
    metric: 'ownership',
    per: 'team',
    starts: [{ on: 'case.transferred.v1', match: ANY }],
    stops: [
      { on: 'case.transferred.v1', match: ANY },
      { on: 'case.resolved.v1', match: ANY },
    ],
    target: { none: true },
  }),
);
/** Versions that are applied to open cases: other targets, then other hours. */
export const later = [
  nextVersion(
    pack,
    '2',
    pack.clocks.map((clock) => ({
      ...clock,
      ...('duration' in clock.target && { target: { duration: 'PT4H' } }),
    })),
  ),
  nextVersion(pack, '3', pack.clocks, { exceptions: { '2026-11-24': ['10:00-11:00'] } }),
];

const step = fc.record({
  what: fc.constantFrom(
    'take',
    'contact',
    'note',
    'wait',
    'waitThird',
    'resume',
    'urgent',
    'normal',
    'told',
    'promise',
    'kept',
    'resolve',
    'reopen',
    'close',
    'extend',
    'refuse',
    'hand over',
    'duplicate',
    'acknowledge',
    'publish',
  ),
  minutes: fc.integer({ min: 0, max: 200 }),
  /** How long before it was said it had happened. */
  agoMinutes: fc.oneof({ weight: 3, arbitrary: fc.constant(0) }, fc.integer({ min: 1, max: 300 })),
  promise: fc.constantFrom('a', 'b'),
});
export type Step = { what: string; minutes: number; agoMinutes: number; promise: string };

/** The facts of a story, each with the instant at which it was said. */
export function tell(steps: readonly Step[]): { fact: Fact; saidAt: number }[] {
  const story = new CaseStory();
  let now = OPENED;
  let versions = 0;
  const said = [{ fact: story.facts[0]!, saidAt: now }];
  for (const { what, minutes, agoMinutes, promise } of steps) {
    now += minutes * MINUTE;
    const known = story.facts.length;
    if (what === 'publish')
      said.push({ fact: published(promise === 'a' ? '2' : '3', now, ++versions), saidAt: now });
    else add(story, what, Math.max(OPENED, now - agoMinutes * MINUTE), promise);
    for (const fact of story.facts.slice(known)) said.push({ fact, saidAt: now });
  }
  return said;
}

function add(story: CaseStory, what: string, at: number, promiseId: string): CaseStory {
  switch (what) {
    case 'take':
      return story.taken(at);
    case 'contact':
      return story.contacted(at);
    case 'wait':
      return story.waits(at);
    case 'waitThird':
      return story.waits(at, 'waitingThirdParty');
    case 'resume':
      return story.resumed(at);
    case 'urgent':
    case 'normal':
      return story.reclassified(at, what);
    case 'told':
      return story.told('planNotice', at);
    case 'promise': {
      const dueAt = new Date(at + 90 * MINUTE).toISOString();
      return story.then('case.promise_made.v1', at, { promiseId, dueAt });
    }
    case 'extend':
      return story.decided(at, `resolution/1/${promiseId === 'a' ? 1 : 2}/null`, at + 300 * MINUTE);
    case 'refuse':
      return story.decided(at, 'resolution/1/1/null', null);
    case 'hand over':
      return story.transferred(at, promiseId, promiseId === 'a' ? 'b' : 'a');
    case 'duplicate':
      return story.linked(at, 'hasDuplicate', OPENED - 30 * MINUTE);
    case 'acknowledge':
      return story.escalated(at, 'resolution/1/1/null', 1, at + MINUTE);
    case 'kept':
      return story.then('case.promise_settled.v1', at, { promiseId, outcome: 'kept' });
    case 'resolve':
      return story.resolved(at);
    case 'reopen':
      return story.reopened(at);
    case 'close':
      return story.closed(at);
    default:
      return story.then('case.noted.v1', at);
  }
}

/** What may happen to a case, one thing after the other. */
export const steps = fc.array(step, { maxLength: 14 });
