import type { Messaging } from '@caseloop/messaging';
import type { Job } from '@caseloop/service';
import { CaseChanges, type CaseworkParts } from './case-changes.js';
import { decideByTime } from './domain/decide.js';
import { dueAt } from './domain/closing.js';
import { TIME } from './domain/context.js';
import { DUE_CASES_PER_PASS } from './limits.js';

/**
 * What time does to cases: those that wait resume, unanswered confirmations lapse, closed ones are archived. A case
 * awaits at most one of these, so one due time a case and one job serve them all. Each happens at its due time,
 * however late it is noticed.
 */
export function caseTimers(messaging: Messaging, parts: CaseworkParts): Job {
  return {
    name: 'case-timers',
    run: (now) =>
      messaging.transaction(async (tx) => {
        const due = await parts.cases.lockDue(tx, now, DUE_CASES_PER_PASS);
        if (due.length === 0) return 0;
        const changes = new CaseChanges(tx, parts);
        changes.add(...due);
        for (const state of due) {
          const context = await changes.context(state, now, TIME);
          const at = dueAt(state, context.pack) ?? now;
          changes.record(state.id, decideByTime(state, { ...context, at }), {});
        }
        await changes.store();
        return due.length;
      }),
    nextDueAt: () => parts.cases.nextDueAt(),
  };
}
