import type { Messaging } from '@caseloop/messaging';
import { type Job, derivedId } from '@caseloop/service';
import { planReminder } from './domain/plan.js';
import type { HandlerParts } from './on-case-events.js';
import { type Plan, planMessages } from './plan-messages.js';
import type { Queryable } from '@caseloop/service';

/** Reminds customers of resolved cases that their answer is awaited, at the times their pack says. */
export function remindJob(messaging: Messaging, parts: HandlerParts, db: Queryable, wake: () => void): Job {
  return {
    name: 'remind customers of resolved cases',
    nextDueAt: () => parts.stores.reminders.nextDueAt(db),
    run: async (now) => {
      const taken = await messaging.transaction(async (tx) => {
        const due = await parts.stores.reminders.take(tx, now);
        const ids = [...new Set(due.map(({ caseId }) => caseId))];
        const cases = ids.length === 0 ? new Map() : await parts.stores.cases.load(tx, ids, false);
        const plans: Plan[] = [];
        for (const { caseId, cycle, n } of due) {
          const snapshot = cases.get(caseId);
          if (snapshot === undefined || snapshot.status !== 'resolved' || snapshot.cycle !== cycle) continue;
          const pack = await parts.packs.get(tx, snapshot.pack);
          if (pack === null) continue;
          const causeId = derivedId('reminder', caseId, cycle, n);
          plans.push({
            intents: planReminder({ snapshot, pack, outfit: parts.outfit }),
            snapshot,
            pack,
            event: null,
            causeId,
          });
        }
        await planMessages(tx, parts, plans);
        return due.length;
      });
      if (taken > 0) wake();
      return taken;
    },
  };
}
