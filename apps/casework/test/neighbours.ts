import { readFileSync, readdirSync } from 'node:fs';
import { join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import {
  type AnyEvent,
  type ClockData,
  type ClockState,
  type EventData,
  type EventType,
  type RequestAccepted,
  type Source,
  dataSchemaOf,
  formatSequence,
  sourceOf,
} from '@caseloop/contracts';
import { packVersion } from '@caseloop/policy';
import { derivedId } from '@caseloop/service';
import { OPENED_AT, anAcceptedRequest } from './a-case.js';

const PACK_DIRECTORY = fileURLToPath(new URL('../../../packs/after-sales', import.meta.url));

/** The files of the shipped after-sales pack. */
export function afterSalesFiles(): Record<string, string> {
  const paths = readdirSync(PACK_DIRECTORY, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => relative(PACK_DIRECTORY, join(entry.parentPath, entry.name)))
    .filter((path) => !path.startsWith('tests/'));
  return Object.fromEntries(paths.map((path) => [path, readFileSync(join(PACK_DIRECTORY, path), 'utf8')]));
}

/** What the other services say to casework: numbered per source and subject, ids that follow from their place. */
export class Neighbours {
  readonly events: AnyEvent[] = [];
  readonly pack: { name: string; version: string };
  private readonly files = afterSalesFiles();
  private readonly sequences = new Map<string, number>();

  constructor() {
    this.pack = { name: 'after-sales', version: packVersion(this.files) };
  }

  say<T extends EventType>(type: T, subject: string, data: EventData<T>, time = OPENED_AT): AnyEvent {
    const source = sourceOf(type) as Source;
    const sequence = (this.sequences.get(source + subject) ?? 0) + 1;
    this.sequences.set(source + subject, sequence);
    const event = {
      specversion: '1.0',
      id: derivedId(source, subject, sequence),
      source,
      type,
      subject,
      time: new Date(time).toISOString(),
      recordedat: new Date(time).toISOString(),
      dataschema: dataSchemaOf(type),
      datacontenttype: 'application/json',
      sequence: formatSequence(sequence),
      data,
    } as unknown as AnyEvent;
    this.events.push(event);
    return event;
  }

  publishPack(): AnyEvent {
    const effectiveAt = new Date(OPENED_AT).toISOString();
    const more = { unit: 'main', to: 'new', effectiveAt, files: this.files, by: 'dev' } as const;
    return this.say('policy.published.v1', this.pack.name, { ...this.pack, ...more });
  }

  /** The n-th accepted request, and with it the id of its case. */
  acceptRequest(n: number, overrides: Partial<RequestAccepted> = {}, time = OPENED_AT): AnyEvent {
    const requestId = derivedId('request', n);
    const caseNumber = `SH-2026-${String(n).padStart(6, '0')}`;
    const own = { requestId, caseId: caseId(n), caseNumber, pack: this.pack, key: `k-${n}` };
    return this.say('request.accepted.v1', requestId, anAcceptedRequest({ ...own, ...overrides }), time);
  }

  offer(n: number, holder: string | null, time = OPENED_AT): AnyEvent {
    const id = caseId(n);
    return this.say(
      'assignment.made.v1',
      id,
      {
        decisionId: derivedId('decision', n, time),
        caseId: id,
        team: 'techSupport',
        holder,
        reason: 'least loaded',
        offerExpiresAt: null,
      },
      time,
    );
  }

  breach(n: number, level: number, time: number): AnyEvent {
    const at = new Date(time).toISOString();
    const escalate = { level, to: 'afterSalesSupervisor' };
    const clock = this.clock(n, 'breached', time);
    return this.say('clock.breached.v1', caseId(n), { ...clock, escalate, firedAt: at, lateMs: 0 }, time);
  }

  startClock(n: number, dueAt: number): AnyEvent {
    return this.say('clock.started.v1', caseId(n), this.clock(n, 'running', dueAt));
  }

  /** The plan of the n-th case is to be there by `due`, epoch milliseconds. */
  private clock(n: number, state: ClockState, due: number): ClockData {
    const at = new Date(due).toISOString();
    return {
      clockId: clockId(n),
      caseId: caseId(n),
      metric: 'planProposed',
      definition: 'plan',
      cycle: 1,
      n: 1,
      state,
      startedAt: new Date(OPENED_AT).toISOString(),
      dueAt: at,
      originalDueAt: at,
      target: 'PT2H',
      pack: this.pack,
      calendar: null,
      provisional: false,
    };
  }

  answerSurvey(n: number, band: string, time: number): AnyEvent {
    const id = caseId(n);
    const surveyId = derivedId('survey', n, time);
    const personal = { reason: 'broken again' };
    return this.say('survey.answered.v1', id, { surveyId, caseId: id, cycle: 1, band, personal }, time);
  }
}

export function caseId(n: number): string {
  return derivedId('case', n);
}

export function clockId(n: number): string {
  return derivedId('clock', n);
}

/** The same order on every run, and unlike the one in which things were said. */
export function shuffled<T>(list: readonly T[], step = 7919): T[] {
  return list
    .map((item, index) => ({ item, place: (index * step) % 31 }))
    .sort((a, b) => a.place - b.place)
    .map(({ item }) => item);
}
