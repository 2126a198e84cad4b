import type { Messaging } from '@caseloop/messaging';
import type { Job, Queryable } from '@caseloop/service';
import type { Stores } from './plan-messages.js';

/** Lets messages go that waited: for the end of the quiet hours, or for their recipient to have been sent less. */
export function releaseJob(messaging: Messaging, { held }: Stores, db: Queryable, wake: () => void): Job {
  return {
    name: 'release held messages',
    nextDueAt: () => held.nextDueAt(db),
    run: async (now) => {
      const released = await messaging.transaction((tx) => held.release(tx, now));
      if (released > 0) wake();
      return released;
    },
  };
}
