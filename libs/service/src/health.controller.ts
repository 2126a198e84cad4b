import type { ServerResponse } from 'node:http';
import { Controller, Get, Inject, Res } from '@nestjs/common';
import { RETRY_AFTER_S } from './limits.js';
import { Problem } from './problem.js';
import { RUNNING, type RunningService } from './running.js';

/** What an orchestrator and Prometheus ask. Nothing here needs to know who asks. */
@Controller()
export class HealthController {
  constructor(@Inject(RUNNING) private readonly service: RunningService) {}

  /** The process answers. Not more: restarting it would not bring a database back. */
  @Get('health/live')
  live(): { status: string; service: string } {
    return { status: 'live', service: this.service.name };
  }

  /** The service can do its work: database and transport are there, and it is not stopping. */
  @Get('health/ready')
  async ready(): Promise<{ status: string; service: string }> {
    const reasons = await this.service.readiness();
    if (reasons.length === 0) return { status: 'ready', service: this.service.name };
    throw new Problem({
      status: 503,
      code: 'notReady',
      title: `${this.service.name} is not ready`,
      detail: reasons.join('; '),
      retryAfterS: RETRY_AFTER_S,
    });
  }

  @Get('metrics')
  async metrics(@Res() response: ServerResponse): Promise<void> {
    const text = await this.service.metrics.metrics();
    response.setHeader('Content-Type', this.service.metrics.contentType);
    response.end(text);
  }
}
