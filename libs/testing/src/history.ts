import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import {
  type AnyEvent,
  type EventData,
  type EventType,
  dataSchemaOf,
  formatSequence,
  sourceOf,
} from '@caseloop/contracts';
import { packVersion } from '@caseloop/policy';
import { derivedId } from '@caseloop/service';

const PACK = fileURLToPath(new URL('../../../packs/after-sales', import.meta.url));

/** The files of the shipped after-sales pack, by their path: what a `policy.published.v1` event carries. */
export function afterSalesFiles(): Record<string, string> {
  const paths = readdirSync(PACK, { recursive: true, encoding: 'utf8' });
  const content = paths.filter((path) => /\.(yaml|liquid)$/.test(path) && !path.startsWith('tests'));
  return Object.fromEntries(content.map((path) => [path, readFileSync(join(PACK, path), 'utf8')]));
}

const files = afterSalesFiles();
const system = { kind: 'system', id: 'system' } as const;

/** The shipped after-sales pack, as a case names it. */
export const AFTER_SALES = { name: 'after-sales', version: packVersion(files) } as const;

/**
 * Says what the owners of events say, as their relays would: numbered per source and subject, with ids that follow
 * from the place, so that the same story told twice is the same events. Nothing is kept but the numbers.
 */
export class History {
  private readonly sequences = new Map<string, number>();

  /** `time` is that of every event that does not give its own; RFC 3339. */
  constructor(private readonly time: string) {}

  say<T extends EventType>(type: T, subject: string, data: EventData<T>, time = this.time): AnyEvent {
    const source = sourceOf(type)!;
    const sequence = (this.sequences.get(source + subject) ?? 0) + 1;
    this.sequences.set(source + subject, sequence);
    const id = derivedId(source, subject, sequence);
    return {
      specversion: '1.0',
      ...{ id, source, type, subject, time, recordedat: time, data },
      ...{ dataschema: dataSchemaOf(type), datacontenttype: 'application/json' },
      ...{ sequence: formatSequence(sequence), correlationid: 'request-1', unit: 'main' },
    } as AnyEvent;
  }

  publishesPack(): AnyEvent {
    const data = {
      ...AFTER_SALES,
      unit: 'main',
      to: 'new',
      effectiveAt: this.time,
      files,
      by: 'test',
    } as const;
    return this.say('policy.published.v1', AFTER_SALES.name, data);
  }

  opens(caseId: string, over: Partial<EventData<'case.opened.v1'>> = {}, time = this.time): AnyEvent {
    const data: EventData<'case.opened.v1'> = {
      ...{ by: system, status: 'registered', cycle: 1, number: 'SH-2026-000001', requestId: caseId },
      ...{ unit: 'main', pack: AFTER_SALES, source: 'customer', channel: 'phone' },
      ...{ type: 'productFault', urgency: 'normal', occurredAt: time, partner: 'dev' },
      ...{ facts: {}, emotion: [], attachments: [] },
      customer: { id: derivedId('customer', caseId) },
      personal: { customer: { name: '王芳', phone: '13800001234' }, verbatim: '设备无法启动' },
      ...over,
    };
    return this.say('case.opened.v1', caseId, data, time);
  }

  assigns(caseId: string, holder: string, team = 'techSupport'): AnyEvent {
    return this.say('case.assigned.v1', caseId, { by: system, status: 'assigned', cycle: 1, team, holder });
  }

  declines(caseId: string, holder: string): AnyEvent {
    const by = { kind: 'agent', id: holder } as const;
    const data = { by, status: 'registered', cycle: 1, holder, team: 'techSupport', personal: null } as const;
    return this.say('case.declined.v1', caseId, data);
  }

  transfers(caseId: string, team: string, holder: string | null, fromHolder: string): AnyEvent {
    const by = { kind: 'agent', id: fromHolder } as const;
    const from = { fromTeam: 'techSupport', fromHolder, personal: null };
    const data = { by, status: 'assigned', cycle: 1, team, holder, ...from } as const;
    return this.say('case.transferred.v1', caseId, data);
  }

  proposesPlan(caseId: string, by: string): AnyEvent {
    return this.say('case.plan_proposed.v1', caseId, {
      ...{ by: { kind: 'agent', id: by }, status: 'inProgress', cycle: 1, planId: derivedId('plan', caseId) },
      ...{ date: '2026-11-23T06:00:00.000Z', eta: '2026-11-23T09:00:00.000Z', progressChannel: 'phone' },
      personal: { cause: '模块 A 故障 {{ case.number }}', method: '更换模块' },
    });
  }

  resolves(caseId: string, by: string): AnyEvent {
    const data = { by: { kind: 'agent', id: by }, status: 'resolved', cycle: 1, personal: null } as const;
    return this.say('case.resolved.v1', caseId, data);
  }

  reopens(caseId: string): AnyEvent {
    const by = { kind: 'customer', id: 'customer' } as const;
    return this.say('case.reopened.v1', caseId, { by, status: 'inProgress', cycle: 2, personal: null });
  }

  breaches(caseId: string, metric: string): AnyEvent {
    const at = this.time;
    return this.say('clock.breached.v1', caseId, {
      ...{ clockId: derivedId('clock', caseId, metric), caseId, metric, definition: metric, cycle: 1, n: 1 },
      ...{ state: 'breached', startedAt: at, dueAt: at, originalDueAt: at, target: 'PT2H' },
      ...{ pack: AFTER_SALES, calendar: null, provisional: false, firedAt: at, lateMs: 0 },
    });
  }
}
