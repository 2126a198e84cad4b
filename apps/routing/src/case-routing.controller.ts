import { notFound, page, pageQuery, refused } from '@caseloop/service';
import { Controller, Get, Inject, Param, Query } from '@nestjs/common';
import type { Decision } from './decisions.repository.js';
import { ROUTING, type RoutingDeps } from './deps.js';

@Controller('v1/cases')
export class CaseRoutingController {
  constructor(@Inject(ROUTING) private readonly deps: RoutingDeps) {}

  /**
   * Why the case, named by its id or its number, is with whom it is: every decision, newest first, with everybody
   * who was looked at.
   */
  @Get(':id/routing')
  async decisions(@Param('id') id: string, @Query() query: Record<string, unknown>) {
    const { after, limit } = pageQuery(query);
    const before = after === null ? null : Number(after);
    if (Number.isNaN(before)) throw refused('/after', 'cursor', 'after is the "next" of the page before');
    const { cases, decisions } = this.deps.stores;
    const caseId = await cases.find(this.deps.db, id);
    if (caseId === null) throw notFound('case', id);
    const found = await decisions.ofCase(this.deps.db, caseId, before, limit + 1);
    return page(found.map(answer), limit, ({ n }) => String(n));
  }
}

function answer(decision: Decision) {
  return { ...decision, at: new Date(decision.at).toISOString() };
}
