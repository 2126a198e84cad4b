import type { ServerResponse } from 'node:http';
import { failPoint } from '@caseloop/messaging';
import {
  CurrentPartner,
  CurrentTrace,
  type RawBody,
  type Trace,
  notFound,
  page,
  pageQuery,
  refused,
} from '@caseloop/service';
import { Body, Controller, Get, Headers, Inject, Param, Post, Query, Res } from '@nestjs/common';
import { readKeyHeader } from './idempotency-key.js';
import { isId } from './ids.js';
import { type RequestView, RequestsRepository } from './requests.repository.js';
import { HTTP_PLACES, contentOf } from './read-content.js';
import { rawMessage } from './rejected-requests.repository.js';
import { submissionOf } from './submissions.js';
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
    @Body() { bytes, contentType = '', contentEncoding }: RawBody,
    @Headers('idempotency-key') keyHeader: string | undefined,
    @CurrentPartner() partner: string,
    @CurrentTrace() { traceparent }: Trace,
    @Res() response: ServerResponse,
  ): Promise<void> {
    // No content type is not JSON by default: it is what a page of a stranger can make a browser send.
    const sent = { body: bytes, contentType, contentEncoding, key: readKeyHeader(keyHeader) };
    const content = contentOf(sent, HTTP_PLACES);
    const submission = submissionOf({ partner, transport: 'http', ...content, traceparent });
    const raw = rawMessage(bytes, contentType);
    const answer = await this.waitingRoom.submit({ submission, raw }).catch((error: unknown) => {
      throw refusalOf(error);
    });
    failPoint('http.afterCommit.beforeReply');
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

/** The receipt, and around it what was not known yet when it was given. */
function requestView({ id, receipt, ...known }: RequestView) {
  return { id, ...receipt, ...known };
}
