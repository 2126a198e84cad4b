import type { ServiceStatus } from '@caseloop/contracts';
import { Body, Controller, Get, HttpCode, Inject, Post } from '@nestjs/common';
import { IsBoolean, IsInt, Max, Min } from 'class-validator';
import { RUNNING, type RunningService } from './running.js';
import { validated } from './validated.js';

/** The last instant JavaScript knows. */
const INSTANT_MAX = 8_640_000_000_000_000;

class TimeBody {
  @IsInt() @Min(0) @Max(INSTANT_MAX) now!: number;
  @IsBoolean() frozen!: boolean;
}

/**
 * Business time of one process, for whoever coordinates the time of all of them. Exists in the embedded and test
 * modes only, for callers on this machine.
 */
@Controller('internal/dev')
export class DevController {
  constructor(@Inject(RUNNING) private readonly service: RunningService) {}

  @Get('status')
  status(): Promise<ServiceStatus> {
    return this.service.status();
  }

  @Post('time')
  @HttpCode(200)
  time(@Body() body: unknown): Promise<ServiceStatus> {
    this.service.setTime(validated(TimeBody, body));
    return this.service.status();
  }

  @Post('tick')
  @HttpCode(200)
  async tick(): Promise<{ done: number }> {
    return { done: await this.service.tick() };
  }
}
