import type { AnyEvent, PackRef } from '@caseloop/contracts';
import type { BatchContext, EventBatch, EventStream } from '@caseloop/messaging';
import type { Pack } from '@caseloop/policy';
import type { PackVersions } from '@caseloop/service';
import { type CaseFact, nextFact, openedFact } from './domain/case-fact.js';
import { type SatisfactionFact, loadFacts, storeFacts } from './facts.repository.js';

type Rated = Extract<AnyEvent, { type: 'case.rated.v1' }>;

/** Folds what happened to the cases of a batch into their facts. */
export async function onCaseEvents(
  batch: EventBatch,
  context: BatchContext,
  packs: PackVersions<Pack>,
): Promise<void> {
  const { tx } = context;
  const known = await loadFacts(
    tx,
    'fact_cases',
    'case_id',
    batch.streams.map((stream) => stream.subject),
  );
  const facts: CaseFact[] = [];
  const ratings: SatisfactionFact[] = [];
  for (const stream of batch.streams) {
    const before = known.get(stream.subject);
    const packRef = before ? { name: before.pack_name, version: before.pack_version } : packOf(stream);
    const pack = packRef && (await packs.get(tx, packRef));
    if (!pack) {
      context.keep(stream, stream.events[0]!, {
        source: 'caseloop/policies',
        subject: packRef?.name ?? stream.subject,
      });
      continue;
    }
    const fact = fold(stream, before, pack);
    if (fact) facts.push(fact);
    ratings.push(...stream.events.filter((event) => event.type === 'case.rated.v1').map(ratingFact));
  }
  await storeFacts(tx, 'fact_cases', 'case_id', facts);
  await storeFacts(tx, 'fact_satisfaction', 'rating_id', ratings);
}

function packOf(stream: EventStream): PackRef | undefined {
  const first = stream.events[0];
  return first?.type === 'case.opened.v1' ? first.data.pack : undefined;
}

function fold(stream: EventStream, before: CaseFact | undefined, pack: Pack): CaseFact | undefined {
  const highest = pack.urgencies.at(-1)?.id;
  const isUrgent = (urgency: string) => urgency === highest;
  return stream.events.reduce<CaseFact | undefined>((fact, event) => {
    if (event.type === 'case.opened.v1') return openedFact(event, isUrgent);
    return fact && nextFact(fact, event, isUrgent);
  }, before);
}

function ratingFact({ subject, time, data }: Rated): SatisfactionFact {
  return {
    rating_id: data.ratingId,
    case_id: subject,
    cycle: data.cycle,
    score: data.score ?? null,
    scale: data.scale,
    band: data.band,
    sentiment: data.sentiment,
    rated_at: time,
  };
}
