import type { Actor } from '@caseloop/contracts';
import { Body, Controller, Get, HttpCode, Inject, Param, Post, Query } from '@nestjs/common';
import {
  ArrayMaxSize,
  ArrayMinSize,
  IsArray,
  IsIn,
  IsString,
  IsUUID,
  MaxLength,
  MinLength,
  ValidateIf,
} from 'class-validator';
import { CurrentActor } from './caller.js';
import { type Page, pageQuery } from './page.js';
import { notFound } from './problem.js';
import { PARKED, RUNNING, type RunningService } from './running.js';
import { validated } from './validated.js';

/** Parked events given another try or given up in one request. */
const PARKED_IDS_MAX = 1_000;

/** `ParkedEvents` of messaging, as far as these routes need it. */
export interface Parked {
  list(options: { limit: number }): Promise<readonly { readonly id: string }[]>;
  replay(ids: readonly string[] | 'all', by: string, reason: string): Promise<number>;
  discard(ids: readonly string[], by: string, reason: string): Promise<number>;
}

class Reason {
  @IsString() @MinLength(1) @MaxLength(500) reason!: string;
}

class ReplayBody extends Reason {
  @ValidateIf((body: ReplayBody) => body.all === undefined)
  @IsArray()
  @ArrayMinSize(1)
  @ArrayMaxSize(PARKED_IDS_MAX)
  @IsUUID(undefined, { each: true })
  ids?: string[];
  @ValidateIf((body: ReplayBody) => body.all !== undefined)
  @IsIn([true])
  all?: true;
}

class DiscardBody extends Reason {
  @IsArray() @ArrayMinSize(1) @ArrayMaxSize(PARKED_IDS_MAX) @IsUUID(undefined, { each: true }) ids!: string[];
}

/** Events that could not be applied and wait for a person. */
@Controller('v1/parked/:service')
export class ParkedController {
  constructor(
    @Inject(RUNNING) private readonly running: RunningService,
    @Inject(PARKED) private readonly parked: Parked,
  ) {}

  /** The oldest first. Without a cursor: what is dealt with leaves the list, so its beginning is the next page. */
  @Get()
  async list(
    @Param('service') service: string,
    @Query() query: Record<string, unknown>,
  ): Promise<Page<{ readonly id: string }>> {
    this.assertMine(service);
    const { limit } = pageQuery(query);
    return { items: await this.parked.list({ limit }), next: null };
  }

  @Post('replay')
  @HttpCode(200)
  async replay(
    @Param('service') service: string,
    @Body() body: unknown,
    @CurrentActor() actor: Actor,
  ): Promise<{ replayed: number }> {
    this.assertMine(service);
    const { ids, all, reason } = validated(ReplayBody, body);
    return { replayed: await this.parked.replay(all === true ? 'all' : ids!, actor.id, reason) };
  }

  @Post('discard')
  @HttpCode(200)
  async discard(
    @Param('service') service: string,
    @Body() body: unknown,
    @CurrentActor() actor: Actor,
  ): Promise<{ discarded: number }> {
    this.assertMine(service);
    const { ids, reason } = validated(DiscardBody, body);
    return { discarded: await this.parked.discard(ids, actor.id, reason) };
  }

  private assertMine(service: string): void {
    if (service !== this.running.name) throw notFound('service', service);
  }
}
