import type { ServerResponse } from 'node:http';
import type { Actor } from '@caseloop/contracts';
import {
  type Clock,
  CurrentActor,
  Problem,
  notFound,
  page,
  pageQuery,
  refused,
  validated,
} from '@caseloop/service';
import { Body, Controller, Get, HttpCode, Inject, Param, Post, Query, Res } from '@nestjs/common';
import { DiscardDto, ResubmitDto } from './rejected-requests.dto.js';
import { isId } from './ids.js';
import type { Arrival } from './intake.js';
import { AMQP_PLACES, HTTP_PLACES, contentOf } from './read-content.js';
import { UNKNOWN_PARTNER } from './read-message.js';
import {
  REJECTED_STATES,
  RejectedRequestsRepository,
  type RejectedState,
  type StoredRejection,
} from './rejected-requests.repository.js';
import { submissionOf } from './submissions.js';
import { refusalOf, tellReceipt } from './tell-receipt.js';
import { CLOCK } from './tokens.js';
import { WaitingRoom } from './waiting-room.js';

/** `/v1/rejected-requests`: what was refused, until somebody mends it and sends it again, or gives it up. */
@Controller('v1/rejected-requests')
export class RejectedRequestsController {
  constructor(
    @Inject(WaitingRoom) private readonly waitingRoom: WaitingRoom,
    @Inject(RejectedRequestsRepository) private readonly rejected: RejectedRequestsRepository,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  @Get()
  async list(@Query() query: Record<string, unknown>) {
    const { after, limit } = pageQuery(query);
    const state = (query['state'] as RejectedState | undefined) ?? null;
    if (state !== null && !REJECTED_STATES.includes(state)) {
      throw refused('/state', 'unknown', `expected: one of ${REJECTED_STATES.join(', ')}`);
    }
    if (after !== null && !isId(after))
      throw refused('/after', 'cursor', 'after is the "next" of the page before');
    return page(await this.rejected.list({ state, after, limit }), limit, ({ id }) => id);
  }

  /** Sends it again: as it was (a pack may have changed), or mended as `request`. The old one is settled either way. */
  @Post(':id/resubmit')
  async resubmit(
    @Param('id') id: string,
    @Body() body: unknown,
    @CurrentActor() actor: Actor,
    @Res() response: ServerResponse,
  ): Promise<void> {
    const { request } = validated(ResubmitDto, body ?? {});
    const rejection = await this.open(id);
    const answer = await this.waitingRoom.submit(resubmission(rejection, request)).catch((error: unknown) => {
      throw refusalOf(error);
    });
    const as = answer.receipt.requestId;
    await this.rejected.settle(id, { state: 'resubmitted', by: actor.id, at: this.clock.now(), as });
    tellReceipt(response, answer);
  }

  @Post(':id/discard')
  @HttpCode(200)
  async discard(@Param('id') id: string, @Body() body: unknown, @CurrentActor() actor: Actor) {
    const { reason } = validated(DiscardDto, body ?? {});
    await this.open(id);
    const at = this.clock.now();
    const isSettled = await this.rejected.settle(id, { state: 'discarded', by: actor.id, at, note: reason });
    if (!isSettled) throw conflict('settled', 'Somebody else has settled it meanwhile');
    const { raw: _raw, isTruncated: _truncated, ...view } = (await this.rejected.get(id))!;
    return view;
  }

  private async open(id: string): Promise<StoredRejection> {
    const rejection = isId(id) ? await this.rejected.get(id) : null;
    if (rejection === null) throw notFound('rejected request', id);
    if (rejection.state !== 'open') throw conflict('settled', `It is ${rejection.state} already`);
    return rejection;
  }
}

/** The refused request once more, or the mended one in its place; under its old key, which is free. */
function resubmission(rejection: StoredRejection, request: object | undefined): Arrival {
  const { id, partner, transport } = rejection;
  if (partner === UNKNOWN_PARTNER) throw conflict('unknownPartner', 'Nobody knows whose request it would be');
  if (request === undefined && rejection.isTruncated) {
    throw refused('/request', 'required', 'missing; what was sent is too large to have been kept whole');
  }
  const raw =
    request === undefined
      ? rejection.raw
      : { bytes: Buffer.from(JSON.stringify(request)), contentType: 'application/json' };
  const places = transport === 'http' ? HTTP_PLACES : AMQP_PLACES;
  const sent = { body: raw.bytes, contentType: raw.contentType, key: { key: rejection.key ?? id } };
  const content = contentOf(sent, places);
  const key = { key: rejection.key ?? content.key.key ?? id };
  return { raw, submission: submissionOf({ ...content, partner, transport, key }) };
}

function conflict(code: string, detail: string): Problem {
  return new Problem({ status: 409, code, title: 'The rejected request cannot be settled', detail });
}
