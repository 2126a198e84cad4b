import type { Actor } from '@caseloop/contracts';
import {
  CurrentActor,
  CurrentTrace,
  Problem,
  STORABLE,
  type Trace,
  notFound,
  page,
  pageQuery,
  refused,
  validated,
} from '@caseloop/service';
import { parseInstant } from '@caseloop/service-time';
import { Body, Controller, Get, HttpCode, Inject, Param, Post, Query } from '@nestjs/common';
import { type CaseworkParts, UnknownCase } from './case-changes.js';
import { CaseCommands, CommandRefused } from './case-commands.js';
import { type CasePosition, CaseListsRepository } from './case-lists.repository.js';
import { caseView, timelineEntry } from './case-view.js';
import { ListCasesQuery } from './list-cases.query.js';
import { COMMAND_BODIES } from './commands.dto.js';
import type { CaseState } from './domain/case.js';
import type { Command, CommandName } from './domain/commands.js';
import { COMMAND_NAMES } from './domain/decide.js';
import { CASEWORK_PARTS } from './tokens.js';

/** `/v1/cases`: looking at cases, and doing something about one. A case is named by its id or its number. */
@Controller('v1/cases')
export class CasesController {
  constructor(
    @Inject(CaseCommands) private readonly commands: CaseCommands,
    @Inject(CaseListsRepository) private readonly lists: CaseListsRepository,
    @Inject(CASEWORK_PARTS) private readonly parts: CaseworkParts,
  ) {}

  @Get()
  async list(@Query() query: Record<string, unknown>) {
    const { after, limit } = pageQuery(query);
    const { sort, after: _after, limit: _limit, ...filter } = validated(ListCasesQuery, query);
    const position = after === null ? null : readPosition(after);
    const cases = await this.lists.list(filter, sort !== 'openedAt', position, limit);
    const { items, next } = page(cases, limit, ({ openedAt, id }) => `${openedAt} ${id}`);
    return { items: items.map((state) => this.view(state)), next };
  }

  @Get(':ref')
  async one(@Param('ref') ref: string) {
    return this.view(await this.find(ref));
  }

  @Get(':ref/timeline')
  async timeline(@Param('ref') ref: string, @Query() query: Record<string, unknown>) {
    const { after, limit } = pageQuery(query);
    const { id } = await this.find(ref);
    const events = await this.lists.timeline(id, after === null ? 0 : readSequence(after), limit);
    const { items, next } = page(events, limit, ({ sequence }) => String(sequence));
    return { items: items.map(timelineEntry), next };
  }

  @Post(':ref/commands/:name')
  @HttpCode(200)
  async command(
    @Param('ref') ref: string,
    @Param('name') name: string,
    @Body() body: unknown,
    @CurrentActor() actor: Actor,
    @CurrentTrace() { traceparent }: Trace,
  ) {
    const command = readCommand(name, body === undefined ? {} : body);
    if (!STORABLE.test(ref)) throw notFound('case', ref);
    try {
      return this.view(await this.commands.run(ref, command, actor, { traceparent }));
    } catch (error) {
      throw problemOf(error);
    }
  }

  private view(state: CaseState) {
    return caseView(state, this.parts.now());
  }

  private async find(ref: string): Promise<CaseState> {
    const state = STORABLE.test(ref) ? await this.lists.find(ref) : null;
    if (state === null) throw notFound('case', ref);
    return state;
  }
}

function readCommand(name: string, body: unknown): Command {
  if (!isCommandName(name)) {
    const detail = `There is no command "${name}". Accepted are ${COMMAND_NAMES.join(', ')}.`;
    throw new Problem({ status: 404, code: 'unknownCommand', title: 'Unknown command', detail });
  }
  const { expectedVersion, at, ...fields } = validated<object>(COMMAND_BODIES[name], body) as {
    expectedVersion?: number;
    at?: string;
  };
  return {
    name,
    fields,
    ...(expectedVersion !== undefined && { expectedVersion }),
    ...(at !== undefined && { at: parseInstant(at) }),
  } as Command;
}

function isCommandName(name: string): name is CommandName {
  return (COMMAND_NAMES as readonly string[]).includes(name);
}

function problemOf(error: unknown): unknown {
  if (error instanceof UnknownCase) return notFound('case', error.caseId);
  if (!(error instanceof CommandRefused)) return error;
  const { status, code, message, errors } = error.refusal;
  const title = 'The command was refused';
  return new Problem({ status, code, title, detail: message, ...(errors.length > 0 && { errors }) });
}

function readPosition(cursor: string): CasePosition {
  const match = /^(\d{1,15}) ([0-9a-f-]{36})$/.exec(cursor);
  if (match === null) throw refused('/after', 'cursor', 'after is the "next" of the page before');
  return { openedAt: Number(match[1]), id: match[2]! };
}

function readSequence(cursor: string): number {
  if (!/^\d{1,10}$/.test(cursor)) throw refused('/after', 'cursor', 'after is the "next" of the page before');
  return Number(cursor);
}
