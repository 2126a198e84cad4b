import type { AnyEvent } from '@caseloop/contracts';
import type { BatchContext, EventBatch, EventStream, Transaction } from '@caseloop/messaging';
import type { Pack } from '@caseloop/policy';
import type { PackVersions } from '@caseloop/service';
import { follow, isCaseEvent, needsPack, open } from './domain/follow.js';
import { type RoutingCase, weighs } from './domain/routing-case.js';
import { type RoutingStores, findHolders } from './find-holders.js';

export interface RoutingParts {
  readonly stores: RoutingStores;
  readonly packs: PackVersions<Pack>;
  readonly now: () => number;
}

/** Follows the cases; finds somebody for those that wait, and for whoever waits for a place that became free. */
export async function onCaseEvents(
  batch: EventBatch,
  context: BatchContext,
  parts: RoutingParts,
): Promise<void> {
  const { tx } = context;
  const { stores } = parts;
  const before = await load(tx, stores, batch);
  const after = new Map<string, RoutingCase>();
  const causes = new Map<string, AnyEvent>();
  for (const stream of batch.streams) {
    const routed = await fold(stream, before.get(stream.subject) ?? null, context, parts.packs);
    if (routed === null) continue;
    after.set(stream.subject, routed.after);
    causes.set(stream.subject, routed.cause);
  }
  const released = [...after.values()].flatMap((routed) => releasedBy(before.get(routed.caseId), routed));
  const freed = released.length === 0 ? [] : await stores.agents.teamsOf(tx, released);
  const waiting = [...after.values()].filter(({ waitingSince }) => waitingSince !== null);
  // Loads are counted from the stored cases: what people did has to be there before anybody is chosen.
  // A new case weighs nothing yet and is written once, with what is decided about it.
  const isNew = ({ caseId, waitingSince }: RoutingCase) => !before.has(caseId) && waitingSince !== null;
  await stores.cases.save(
    tx,
    [...after.values()].filter((routed) => !isNew(routed)),
  );
  if (waiting.length === 0 && freed.length === 0) return;
  await stores.cases.save(tx, await findHolders(tx, stores, { waiting, freed, causes, now: parts.now() }));
}

async function load(tx: Transaction, stores: RoutingStores, batch: EventBatch) {
  const known = await stores.cases.load(
    tx,
    batch.streams.map(({ subject }) => subject),
  );
  return new Map(known.map((routed) => [routed.caseId, routed]));
}

interface Followed {
  readonly after: RoutingCase;
  /** The last event that was applied. */
  readonly cause: AnyEvent;
}

/** The case after its events, or null when nothing of them can be applied yet. */
async function fold(
  stream: EventStream,
  known: RoutingCase | null,
  context: BatchContext,
  packs: PackVersions<Pack>,
): Promise<Followed | null> {
  let followed = null as Followed | null;
  for (const event of stream.events) {
    if (!isCaseEvent(event)) continue;
    const current: RoutingCase | null = followed?.after ?? known;
    const ref = event.type === 'case.opened.v1' ? event.data.pack : current?.pack;
    const pack: Pack | null = ref !== undefined && needsPack(event) ? await packs.get(context.tx, ref) : null;
    if (ref !== undefined && needsPack(event) && pack === null) {
      context.keep(stream, event, { source: 'caseloop/policies', subject: ref.name });
      break;
    }
    if (event.type === 'case.opened.v1') followed = { after: open(event, pack!), cause: event };
    else if (current !== null) followed = { after: follow(current, event, pack), cause: event };
  }
  return followed;
}

/** Who has a place more than before. */
function releasedBy(before: RoutingCase | undefined, after: RoutingCase): string[] {
  if (before === undefined || before.holder === null || !weighs(before)) return [];
  return weighs(after) && after.holder === before.holder ? [] : [before.holder];
}
