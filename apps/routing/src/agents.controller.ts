import { ValidBody, isAgentId, notFound, page, pageQuery, refused } from '@caseloop/service';
import { Body, Controller, Get, Inject, Param, Put, Query } from '@nestjs/common';
import { ArrayMaxSize, IsArray, IsIn, IsInt, IsOptional, IsString, Length, Max, Min } from 'class-validator';
import type { AgentView } from './agents.repository.js';
import { ROUTING, type RoutingDeps } from './deps.js';
import { PRESENCES, type Presence } from './domain/agent.js';
import { CAPACITY_DEFAULT, CAPACITY_MAX, WORDS_PER_AGENT_MAX } from './limits.js';
import { declareAgent, setPresence } from './people.js';

const WORD_LENGTH_MAX = 200;

/** An optional list of words, none of them empty. */
function Words(): PropertyDecorator {
  return (target, property) => {
    for (const rule of [
      IsOptional(),
      IsArray(),
      ArrayMaxSize(WORDS_PER_AGENT_MAX),
      IsString({ each: true }),
      Length(1, WORD_LENGTH_MAX, { each: true }),
    ]) {
      rule(target, property);
    }
  };
}

/** An optional word. */
function Word(): PropertyDecorator {
  return (target, property) => {
    for (const rule of [IsOptional(), IsString(), Length(1, WORD_LENGTH_MAX)]) rule(target, property);
  };
}

export class AgentBody {
  @Word() name?: string;
  @Word() team?: string;
  @Words() teams?: string[];
  @Word() role?: string;
  @Words() roles?: string[];
  @Words() skills?: string[];
  @Words() languages?: string[];
  @Word() unit?: string;
  @IsOptional() @IsInt() @Min(0) @Max(CAPACITY_MAX) capacity?: number;
}

export class PresenceBody {
  @IsIn(PRESENCES) presence!: Presence;
}

@Controller('v1/agents')
export class AgentsController {
  constructor(@Inject(ROUTING) private readonly deps: RoutingDeps) {}

  @Get()
  async list(@Query() query: Record<string, unknown>) {
    const { after, limit } = pageQuery(query);
    const team = typeof query.team === 'string' ? query.team : null;
    const agents = await this.deps.stores.agents.list(this.deps.db, after, limit + 1, team);
    return page(agents.map(answer), limit, ({ id }) => id);
  }

  @Get(':id')
  async get(@Param('id') id: string) {
    const agent = await this.deps.stores.agents.get(this.deps.db, id);
    if (agent === null) throw notFound('agent', id);
    return answer(agent);
  }

  @Put(':id')
  async put(@Param('id') id: string, @Body(ValidBody(AgentBody)) body: AgentBody) {
    if (!isAgentId(id)) {
      const accepted = 'an agent is known by 1 to 64 letters, digits, dots, hyphens and underscores';
      throw refused('/id', 'agentId', `${accepted}; "customer" and "system" are taken`);
    }
    const declared = await declareAgent(this.deps, {
      id,
      name: body.name ?? null,
      teams: both(body.team, body.teams),
      roles: both(body.role, body.roles),
      skills: body.skills ?? [],
      languages: body.languages ?? [],
      unit: body.unit ?? null,
      capacity: body.capacity ?? CAPACITY_DEFAULT,
    });
    return answer(declared);
  }

  @Put(':id/presence')
  async presence(@Param('id') id: string, @Body(ValidBody(PresenceBody)) { presence }: PresenceBody) {
    return answer(await setPresence(this.deps, id, presence));
  }
}

/** `team` and `teams` may both be given: the one team is one of them. */
function both(one: string | undefined, many: readonly string[] = []): string[] {
  return [...new Set([...(one === undefined ? [] : [one]), ...many])];
}

function answer(agent: AgentView) {
  return {
    id: agent.id,
    name: agent.name,
    team: agent.teams[0] ?? null,
    teams: agent.teams,
    roles: agent.roles,
    skills: agent.skills,
    languages: agent.languages,
    unit: agent.unit,
    capacity: agent.capacity,
    load: agent.load,
    presence: agent.presence,
    presentSince: new Date(agent.presentSince).toISOString(),
  };
}
