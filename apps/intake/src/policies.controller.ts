import type { ServerResponse } from 'node:http';
import type { Actor } from '@caseloop/contracts';
import {
  CurrentActor,
  CurrentTrace,
  type Trace,
  ValidBody,
  invalid,
  notFound,
  page,
  pageQuery,
} from '@caseloop/service';
import { Body, Controller, Get, Inject, Param, Put, Query, Res } from '@nestjs/common';
import { violation } from './domain/problem.js';
import { PacksRepository } from './packs.repository.js';
import { PutPackDto } from './policies.dto.js';
import { PublishPack } from './publish-pack.js';
import { checkPack } from './check-pack.js';

/** `/v1/policies`: the registry of policy packs. */
@Controller('v1/policies')
export class PoliciesController {
  constructor(
    @Inject(PacksRepository) private readonly packs: PacksRepository,
    @Inject(PublishPack) private readonly publish: PublishPack,
  ) {}

  @Get()
  async list(@Query() query: Record<string, unknown>) {
    const { after, limit } = pageQuery(query);
    return page(await this.packs.list(after, limit), limit, ({ name }) => name);
  }

  @Get(':pack/:version')
  async one(@Param('pack') name: string, @Param('version') version: string) {
    const pack = await this.packs.get(name, version);
    if (pack === null) throw notFound('pack version', `${name} ${version}`);
    return pack;
  }

  /** Puts a pack in force: 201 when that is a new version, 200 when the registry knows the content. */
  @Put(':pack')
  async put(
    @Param('pack') name: string,
    @Body(ValidBody(PutPackDto)) { files, to }: PutPackDto,
    @CurrentActor() actor: Actor,
    @CurrentTrace() { traceparent }: Trace,
    @Res({ passthrough: true }) response: ServerResponse,
  ) {
    const { pack, warnings, errors } = checkPack(files);
    if (pack === null) throw invalid(errors);
    if (pack.name !== name) {
      const message = `pack.yaml: the pack is called ${pack.name}; expected: ${name}, as in the address`;
      throw invalid([violation('/files/pack.yaml', 'nameMismatch', message)]);
    }
    const isNew = await this.publish.publish({ pack, files, to, by: actor.id, traceparent });
    response.statusCode = isNew ? 201 : 200;
    const { name: _name, version, unit, title } = pack;
    return { name, version, unit, title, to, warnings };
  }
}
