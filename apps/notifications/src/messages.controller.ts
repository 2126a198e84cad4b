import type { Actor } from '@caseloop/contracts';
import { CurrentActor, notFound, page, pageQuery, refused } from '@caseloop/service';
import { Controller, Get, HttpCode, Inject, Param, Post, Query } from '@nestjs/common';
import { isUUID } from 'class-validator';
import { NOTIFICATIONS, type NotificationsDeps } from './deps.js';
import type { After } from './message-lists.repository.js';
import type { Message } from './message-rows.js';

@Controller('v1')
export class MessagesController {
  constructor(@Inject(NOTIFICATIONS) private readonly deps: NotificationsDeps) {}

  /** What was said about a case, named by its id or its number, to whom, in the order in which it was planned. */
  @Get('cases/:id/messages')
  async messages(@Param('id') id: string, @Query() query: Record<string, unknown>) {
    const { after, limit } = pageQuery(query);
    const { cases, lists } = this.deps.stores;
    const caseId = await cases.find(this.deps.db, id);
    if (caseId === null) throw notFound('case', id);
    const found = await lists.ofCase(this.deps.db, caseId, readAfter(after), limit + 1);
    return answers(found, limit);
  }

  /** Calls that somebody has to make. */
  @Get('call-tasks')
  async callTasks(@Query() query: Record<string, unknown>) {
    const { after, limit } = pageQuery(query);
    const found = await this.deps.stores.lists.openCallTasks(this.deps.db, readAfter(after), limit + 1);
    return answers(found, limit);
  }

  @Post('call-tasks/:id/done')
  @HttpCode(200)
  async done(@Param('id') id: string, @CurrentActor() actor: Actor) {
    const { stores, db, now } = this.deps;
    const task = isUUID(id) ? await stores.lists.completeCallTask(db, id, actor.id, now()) : null;
    if (task === null) throw notFound('call task', id);
    return answer(task);
  }
}

function answers(found: readonly Message[], limit: number) {
  const { items, next } = page(found, limit, ({ plannedAt, position }) => `${plannedAt} ${position}`);
  return { items: items.map(answer), next };
}

function answer(message: Message) {
  const { id, caseId, to, channel, wantedChannel, template, language, state, subject, text, reason } =
    message;
  const { plannedAt, stateAt, notBefore, note, fallbackOf, attempts, reference, doneAt, doneBy } = message;
  return {
    ...{ id, caseId, to, channel, wantedChannel, template, language, state },
    at: new Date(plannedAt).toISOString(),
    stateAt: new Date(stateAt).toISOString(),
    notBefore: notBefore && new Date(notBefore).toISOString(),
    ...{ subject, text, reason, note, fallbackOf, attempts, reference },
    ...(channel === 'callTask' && { doneAt: doneAt && new Date(doneAt).toISOString(), doneBy }),
  };
}

function readAfter(cursor: string | null): After | null {
  if (cursor === null) return null;
  const [, plannedAt, position] = /^(\d{1,15}) (\d{1,18})$/.exec(cursor) ?? [];
  if (plannedAt === undefined || position === undefined) {
    throw refused('/after', 'cursor', 'after is the "next" of the page before');
  }
  return { plannedAt: Number(plannedAt), position };
}
