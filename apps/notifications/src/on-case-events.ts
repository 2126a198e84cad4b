import type { BatchContext, EventBatch, EventStream } from '@caseloop/messaging';
import type { Pack } from '@caseloop/policy';
import type { PackVersions } from '@caseloop/service';
import { planNotices, told } from './domain/plan.js';
import { remindersOf } from './domain/reminders.js';
import { type CaseSnapshot, follow, isCaseEvent, opened } from './domain/snapshot.js';
import { type Plan, type PlanParts, planMessages } from './plan-messages.js';
import type { CaseReminder } from './reminders.repository.js';

export interface HandlerParts extends PlanParts {
  readonly packs: PackVersions<Pack>;
}

/** What one case's events come to. */
interface Followed {
  readonly snapshot: CaseSnapshot;
  readonly plans: readonly Plan[];
  readonly reminders: readonly CaseReminder[];
  /** It was resolved when the batch came, or became so in it: reminders of before mean nothing any more. */
  readonly forgets: boolean;
}

/** Follows the cases, and plans what is to be said about what happened to them. */
export async function onCaseEvents(
  batch: EventBatch,
  context: BatchContext,
  parts: HandlerParts,
): Promise<void> {
  const { tx } = context;
  const { stores } = parts;
  const ids = batch.streams.map(({ subject }) => subject);
  const known = await stores.cases.load(tx, ids, true);
  const followed: Followed[] = [];
  for (const stream of batch.streams) {
    const one = await fold(stream, known.get(stream.subject) ?? null, context, parts);
    if (one !== null) followed.push(one);
  }
  await stores.cases.save(
    tx,
    followed.map(({ snapshot }) => snapshot),
  );
  const forgotten = followed.filter(({ forgets }) => forgets).map(({ snapshot }) => snapshot.caseId);
  await stores.reminders.drop(tx, forgotten);
  await stores.reminders.add(
    tx,
    followed.flatMap(({ reminders }) => reminders),
  );
  await planMessages(
    tx,
    parts,
    followed.flatMap(({ plans }) => plans),
  );
}

/** The case after its events, or null when none of them can be applied yet. */
async function fold(
  stream: EventStream,
  known: CaseSnapshot | null,
  context: BatchContext,
  { packs, outfit }: HandlerParts,
): Promise<Followed | null> {
  let snapshot = known;
  let pack = known === null ? null : await packs.get(context.tx, known.pack);
  let reminders: CaseReminder[] = [];
  let forgets = false;
  const plans: Plan[] = [];
  for (const event of stream.events) {
    if (!isCaseEvent(event)) continue;
    if (event.type === 'case.opened.v1') {
      pack = await packs.get(context.tx, event.data.pack);
      if (pack === null) {
        context.keep(stream, event, { source: 'caseloop/policies', subject: event.data.pack.name });
        break;
      }
      snapshot = opened(event);
    } else if (snapshot !== null) {
      const wasResolved: number | null = snapshot.resolvedAt;
      snapshot = follow(snapshot, event);
      if (snapshot.resolvedAt !== wasResolved) {
        forgets = true;
        reminders = pack === null ? [] : remindersFor(snapshot, pack);
      }
    }
    if (snapshot === null || pack === null) continue;
    const intents = planNotices(event, { snapshot, pack, outfit });
    plans.push({ intents, snapshot, pack, event, causeId: event.id });
    snapshot = told(snapshot, intents);
  }
  return snapshot === null ? null : { snapshot, plans, reminders, forgets };
}

function remindersFor({ caseId, cycle, resolvedAt }: CaseSnapshot, pack: Pack): CaseReminder[] {
  if (resolvedAt === null) return [];
  return remindersOf(pack.closing, resolvedAt).map((reminder) => ({ ...reminder, caseId, cycle }));
}
