import type { Language } from '@caseloop/contracts';
import { ValidBody, notFound, page, pageQuery } from '@caseloop/service';
import { Body, Controller, Get, Inject, Param, Put, Query } from '@nestjs/common';
import { Type } from 'class-transformer';
import { IsOptional, IsString, Length, ValidateNested } from 'class-validator';
import { ROUTING, type RoutingDeps } from './deps.js';

const WORD_LENGTH_MAX = 200;

export class LabelBody implements Record<Language, string> {
  @IsString() @Length(1, WORD_LENGTH_MAX) 'zh-CN'!: string;
  @IsString() @Length(1, WORD_LENGTH_MAX) en!: string;
}

export class TeamBody {
  @IsOptional() @IsString() @Length(1, WORD_LENGTH_MAX) unit?: string;
  @IsOptional() @ValidateNested() @Type(() => LabelBody) label?: LabelBody;
}

@Controller('v1/teams')
export class TeamsController {
  constructor(@Inject(ROUTING) private readonly deps: RoutingDeps) {}

  @Get()
  async list(@Query() query: Record<string, unknown>) {
    const { after, limit } = pageQuery(query);
    return page(await this.deps.stores.teams.list(this.deps.db, after, limit + 1), limit, ({ id }) => id);
  }

  @Get(':id')
  async get(@Param('id') id: string) {
    const team = await this.deps.stores.teams.get(this.deps.db, id);
    if (team === null) throw notFound('team', id);
    return team;
  }

  @Put(':id')
  async put(@Param('id') id: string, @Body(ValidBody(TeamBody)) body: TeamBody) {
    await this.deps.messaging.transaction((tx) =>
      this.deps.stores.teams.put(tx, { id, unit: body.unit ?? null, label: body.label ?? null }),
    );
    return this.get(id);
  }
}
