import type { Actor } from '@caseloop/contracts';
import { HOUR } from '@caseloop/service-time';
import fc from 'fast-check';
import type { Command, CommandName } from '../src/domain/commands.js';
import type { CaseState } from '../src/domain/case.js';
import { openExtensions, openTasks } from '../src/domain/work.js';
import { CLOCK_ID, CUSTOMER, OTHER_ID, WU } from './a-case.js';

/** One thing that may happen to a case: somebody wants something, routing offers it, time passes. */
export type Move =
  | { readonly kind: 'command'; readonly said: Pick<Command, 'name' | 'fields'>; readonly by: Actor }
  | { readonly kind: 'offer'; readonly holder: string | null }
  | { readonly kind: 'time'; readonly ms: number };

const LIN: Actor = { kind: 'agent', id: 'lin' };
const staff = fc.constantFrom<Actor>(WU, WU, LIN);
const anybody = fc.constantFrom<Actor>(WU, LIN, CUSTOMER);
const text = fc.constant('text');
const later = fc.constantFrom('2026-11-23T12:00:00+08:00', '2027-06-01T12:00:00+08:00');
const reason = fc.record({ reason: text });
const nothing = fc.constant({});

/** Stands in a move for the id of whatever is open by then. */
const OPEN = 'open';

/** The fields of a move with the ids the case has by now. */
export function filled(state: CaseState, fields: object): object {
  const known: Record<string, string | undefined> = {
    taskId: openTasks(state)[0]?.taskId,
    extensionId: openExtensions(state)[0]?.extensionId,
  };
  return Object.fromEntries(
    Object.entries(fields).map(([name, value]) => [name, value === OPEN ? (known[name] ?? CLOCK_ID) : value]),
  );
}

function command(weight: number, name: CommandName, fields: fc.Arbitrary<object>, by = staff) {
  const said = fields.map((given) => ({ name, fields: given }) as Pick<Command, 'name' | 'fields'>);
  return { weight, arbitrary: fc.record({ kind: fc.constant('command' as const), said, by }) };
}

const contact = fc.record({
  direction: fc.constantFrom('in', 'out'),
  channel: fc.constant('phone'),
  purpose: fc.constantFrom('greeting', 'update', 'result'),
  text,
});
const plan = later.map((date) => ({ cause: 'c', method: 'm', progressChannel: 'phone', date, eta: date }));
const waiting = fc.record(
  { for: fc.constantFrom('customer', 'thirdParty'), reason: text, resumeAt: later },
  { requiredKeys: ['for', 'reason'] },
);

// What moves a case on is said more often than what ends it early, or most lives would be short.
const move: fc.Arbitrary<Move> = fc.oneof(
  {
    weight: 6,
    arbitrary: fc.record({ kind: fc.constant('offer' as const), holder: fc.constantFrom('wu', null) }),
  },
  {
    weight: 3,
    arbitrary: fc.record({ kind: fc.constant('time' as const), ms: fc.integer({ min: 1, max: 200 * HOUR }) }),
  },
  command(8, 'take', nothing),
  command(8, 'resolve', fc.constant({ solution: 's' })),
  command(6, 'confirm', nothing, anybody),
  command(6, 'close', nothing),
  command(5, 'rate', fc.record({ score: fc.integer({ min: 0, max: 4 }), reason: text }), anybody),
  command(4, 'contact', contact, anybody),
  command(3, 'wait', waiting),
  command(3, 'resume', nothing),
  command(2, 'decline', reason),
  command(2, 'reopen', reason, anybody),
  command(
    2,
    'transfer',
    fc.record({ team: fc.constantFrom('techSupport', 'development', 'x'), reason: text }),
  ),
  command(2, 'proposePlan', plan),
  command(2, 'acceptPlan', nothing, anybody),
  command(2, 'promise', fc.record({ what: text, dueAt: later })),
  command(2, 'escalate', fc.constant({ to: 'manager', reason: 'r', summary: 's' })),
  command(2, 'acknowledgeEscalation', nothing),
  command(1, 'reclassify', fc.record({ type: fc.constantFrom('productFault', 'other'), reason: text })),
  command(1, 'attach', fc.constant({ kind: 'document', uri: 'u' })),
  command(3, 'askCustomer', fc.record({ steps: fc.constant(['s']), dueAt: later })),
  command(1, 'addAssistant', fc.record({ agent: fc.constantFrom('lin', 'he') })),
  command(1, 'formTaskForce', fc.constant({ members: ['wu', 'lin'], lead: 'wu' })),
  command(2, 'addTask', fc.record({ department: text, title: text, dueAt: later })),
  command(4, 'completeTask', fc.constant({ taskId: OPEN, result: 'r' })),
  command(
    2,
    'requestExtension',
    fc.record({
      clockId: fc.constant(CLOCK_ID),
      to: later,
      reason: text,
      consent: fc.constant({ attachment: 'u' }),
    }),
  ),
  command(
    2,
    'decideExtension',
    fc.record({ extensionId: fc.constant(OPEN), grant: fc.boolean(), reason: text }),
  ),
  command(
    1,
    'link',
    fc.record({ caseId: fc.constant(OTHER_ID), as: fc.constantFrom('duplicateOf', 'relatedTo', 'followOn') }),
  ),
  command(1, 'addNeed', fc.record({ type: fc.constantFrom('other', 'x'), verbatim: text })),
  command(1, 'verifyIdentity', fc.record({ method: text, passed: fc.boolean(), evidence: text })),
  command(1, 'note', fc.record({ text })),
  command(1, 'declareUnresolvable', reason),
);

export const moves: fc.Arbitrary<readonly Move[]> = fc.array(move, { maxLength: 60, size: 'max' });
