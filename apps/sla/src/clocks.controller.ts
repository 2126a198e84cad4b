import { CLOCK_STATES } from '@caseloop/contracts';
import { notFound, page, pageQuery, refused } from '@caseloop/service';
import { formatInstant, parseInstant } from '@caseloop/service-time';
import { Controller, Get, Inject, Param, Query } from '@nestjs/common';
import { isUUID } from 'class-validator';
import type { CaseClock } from './clock-columns.js';
import { SLA, type SlaDeps } from './deps.js';
import { explainClocks } from './explain-clocks.js';

@Controller('v1')
export class ClocksController {
  constructor(@Inject(SLA) private readonly deps: SlaDeps) {}

  /**
   * The promises on one case, named by its id or its number, in the order in which they began; with `explain=true`
   * each with how it comes to its due time and its verdict.
   */
  @Get('cases/:id/clocks')
  async ofCase(@Param('id') id: string, @Query() query: Record<string, unknown>) {
    const { after, limit } = pageQuery(query);
    const { db, stores } = this.deps;
    const place = readPlace(after);
    if (place && place.at === null) throw badCursor();
    const caseId = await stores.cases.find(db, id);
    if (caseId === null) throw notFound('case', id);
    const from = place && place.at !== null ? { at: place.at, id: place.id } : null;
    const clocks = await stores.clocks.ofCase(db, caseId, from, limit + 1);
    const found = page(clocks, limit, (clock) => writePlace(clock.startedAt, clock.id));
    if (query['explain'] !== 'true') return withAnswers(found);
    const explained = await explainClocks(this.deps, caseId);
    const items = found.items.map((clock) => ({
      ...answer(clock),
      explanation: explained.get(clock.id) ?? null,
    }));
    return { items, next: found.next };
  }

  /** The promises on all cases, soonest due first; those that are paused come last. */
  @Get('clocks')
  async list(@Query() query: Record<string, unknown>) {
    const { after, limit } = pageQuery(query);
    const clocks = await this.deps.stores.clocks.list(this.deps.db, {
      state: readState(query['state']),
      dueBefore: readDueBefore(query['dueBefore']),
      after: readPlace(after),
      limit: limit + 1,
    });
    return withAnswers(page(clocks, limit, (clock) => writePlace(clock.dueAt, clock.id)));
  }

  /** How a clock comes to its due time and its verdict: intervals, pauses, versions and sums, as data and in words. */
  @Get('clocks/:id/explain')
  async explain(@Param('id') id: string) {
    const clock = isUUID(id) ? await this.deps.stores.clocks.byId(this.deps.db, id) : null;
    const explanation = clock && (await explainClocks(this.deps, clock.caseId)).get(id);
    if (!explanation) throw notFound('clock', id);
    return explanation;
  }

  @Get('clocks/:id')
  async one(@Param('id') id: string) {
    const clock = isUUID(id) ? await this.deps.stores.clocks.byId(this.deps.db, id) : null;
    if (!clock) throw notFound('clock', id);
    return answer(clock);
  }
}

function answer(clock: CaseClock) {
  return {
    id: clock.id,
    caseId: clock.caseId,
    metric: clock.metric,
    cycle: clock.cycle,
    n: clock.n,
    state: clock.state,
    startedAt: formatInstant(clock.startedAt),
    dueAt: clock.dueAt === null ? null : formatInstant(clock.dueAt),
    originalDueAt: clock.originalDueAt === null ? null : formatInstant(clock.originalDueAt),
    endedAt: clock.endedAt === null ? null : formatInstant(clock.endedAt),
    target: clock.target,
    provisional: clock.provisional,
  };
}

function withAnswers({ items, next }: { items: readonly CaseClock[]; next: string | null }) {
  return { items: items.map(answer), next };
}

function readState(state: unknown): string | null {
  if (state === undefined) return null;
  if (CLOCK_STATES.some((known) => known === state)) return state as string;
  throw refused('/state', 'state', `state is one of ${CLOCK_STATES.join(', ')}`);
}

function readDueBefore(dueBefore: unknown): number | null {
  if (dueBefore === undefined) return null;
  try {
    return parseInstant(String(dueBefore));
  } catch {
    throw refused('/dueBefore', 'dateTime', 'dueBefore is a time as in 2026-11-23T09:00:00+08:00');
  }
}

/** A place in a list: an instant, empty where there is none, and the id of the clock there. */
function writePlace(at: number | null, id: string): string {
  return `${at ?? ''} ${id}`;
}

function readPlace(cursor: string | null): { at: number | null; id: string } | null {
  if (cursor === null) return null;
  const [at, id] = cursor.split(' ');
  if (!/^\d{0,15}$/.test(at!) || !isUUID(id)) throw badCursor();
  return { at: at === '' ? null : Number(at), id: id! };
}

function badCursor() {
  return refused('/after', 'cursor', 'after is the "next" of the page before');
}
