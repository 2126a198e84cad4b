import type { ServerResponse } from 'node:http';
import {
  CurrentPartner,
  CurrentTrace,
  type Trace,
  notFound,
  page,
  pageQuery,
  refused,
} from '@caseloop/service';
import { Body, Controller, Get, Headers, Inject, Param, Post, Query, Res } from '@nestjs/common';
import { problem, violation } from './domain/problem.js';
import { readKeyHeader } from './idempotency-key.js';
import { isId } from './ids.js';
import { type RequestView, RequestsRepository } from './requests.repository.js';
import { type Stated, submissionOf } from './submissions.js';
import { refusalOf, tellReceipt } from './tell-receipt.js';
import { WaitingRoom } from './waiting-room.js';

const STATUSES: readonly unknown[] = ['accepted', 'rejected'];

/** `/v1/requests`: the door over HTTP, and what became of what came in. */
@Controller('v1/requests')
export class RequestsController {
  constructor(
    @Inject(WaitingRoom) private readonly waitingRoom: WaitingRoom,
    @Inject(RequestsRepository) private readonly requests: RequestsRepository,
  ) {}

  @Post()
  async submit(
    @Body() body: unknown,
    @Headers('idempotency-key') keyHeader: string | undefined,
    @CurrentPartner() partner: string,
    @CurrentTrace() { traceparent }: Trace,
    @Res() response: ServerResponse,
  ): Promise<void> {
    const key = readKeyHeader(keyHeader);
    const submission = submissionOf({
      partner,
      transport: 'http',
      key,
      content: contentOf(body),
      traceparent,
    });
    const raw = { bytes: Buffer.from(JSON.stringify(body ?? null)), contentType: 'application/json' };
    const answer = await this.waitingRoom.submit({ submission, raw }).catch((error: unknown) => {
      throw refusalOf(error);
    });
    tellReceipt(response, answer);
  }

  @Get()
  async list(@Query() query: Record<string, unknown>) {
    const { after, limit } = pageQuery(query);
    const { status } = query;
    if (status !== undefined && !STATUSES.includes(status)) {
      throw refused('/status', 'unknown', 'expected: accepted or rejected');
    }
    if (after !== null && !isId(after))
      throw refused('/after', 'cursor', 'after is the "next" of the page before');
    const rows = await this.requests.list({ status: (status as string) ?? null, after, limit });
    const { items, next } = page(rows, limit, ({ id }) => id);
    return { items: items.map(requestView), next };
  }

  @Get(':id')
  async one(@Param('id') id: string) {
    const request = isId(id) ? await this.requests.get(id) : null;
    if (request === null) throw notFound('request', id);
    return requestView(request);
  }
}

/** A request without a body is not JSON, as an empty message is not. */
function contentOf(body: unknown): Stated['content'] {
  if (body !== undefined) return { value: body };
  return { problem: problem('notJson', [violation('', 'empty', 'expected: a request as application/json')]) };
}

/** The receipt, and around it what was not known yet when it was given. */
function requestView({ id, receipt, ...known }: RequestView) {
  return { id, ...receipt, ...known };
}
