import { readFileSync, readdirSync } from 'node:fs';
import { join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import {
  type AnyEvent,
  type EventType,
  type Source,
  dataSchemaOf,
  formatSequence,
  sourceOf,
} from '@caseloop/contracts';
import { packVersion } from '@caseloop/policy';
import { derivedId } from '@caseloop/service';

const PACK_DIRECTORY = fileURLToPath(new URL('../../../packs/after-sales', import.meta.url));

/** The files of the shipped after-sales pack. */
export function afterSalesFiles(): Record<string, string> {
  const paths = readdirSync(PACK_DIRECTORY, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name));
  const named = paths.map((path) => [relative(PACK_DIRECTORY, path), path] as const);
  const shipped = named.filter(([name]) => !name.startsWith('tests/'));
  return Object.fromEntries(shipped.map(([name, path]) => [name, readFileSync(path, 'utf8')]));
}

/** Writes events as their owners would: numbered per source and subject, ids that follow from their place. */
export class History {
  readonly events: AnyEvent[] = [];
  private readonly sequences = new Map<string, number>();
  private readonly pack = { name: 'after-sales', version: packVersion(afterSalesFiles()) };

  say(type: EventType, subject: string, time: string, data: object): this {
    const source = sourceOf(type) as Source;
    const sequence = (this.sequences.get(source + subject) ?? 0) + 1;
    this.sequences.set(source + subject, sequence);
    this.events.push({
      ...{
        specversion: '1.0',
        id: derivedId(source, subject, sequence),
        source,
        type,
        subject,
        time,
        recordedat: time,
      },
      ...{
        dataschema: dataSchemaOf(type),
        datacontenttype: 'application/json',
        sequence: formatSequence(sequence),
        data,
      },
    } as AnyEvent);
    return this;
  }

  publishPack(): this {
    const data = {
      ...this.pack,
      unit: 'main',
      to: 'new',
      effectiveAt: '2026-11-01T00:00:00.000Z',
      by: 'test',
    };
    return this.say('policy.published.v1', 'after-sales', data.effectiveAt, {
      ...data,
      files: afterSalesFiles(),
    });
  }

  openCase(n: number, time: string, more: { type?: string; urgency?: string; module?: string } = {}): string {
    const caseId = derivedId('case', n);
    this.say('case.opened.v1', caseId, time, {
      ...{ by: { kind: 'system', id: 'intake' }, status: 'registered', cycle: 1, number: `SH-2026-${n}` },
      ...{
        requestId: derivedId('request', n),
        unit: 'main',
        pack: this.pack,
        source: 'customer',
        channel: 'phone',
      },
      ...{
        type: more.type ?? 'productFault',
        urgency: more.urgency ?? 'normal',
        occurredAt: time,
        partner: 'dev',
      },
      ...{
        customer: { id: derivedId('customer', n) },
        facts: {},
        emotion: [],
        attachments: [],
        personal: null,
      },
      ...(more.module ? { product: { module: more.module } } : {}),
    });
    return caseId;
  }

  tellCase(type: EventType, caseId: string, time: string, data: object): this {
    return this.say(type, caseId, time, {
      by: { kind: 'agent', id: 'wu' },
      status: 'resolved',
      cycle: 1,
      ...data,
    });
  }

  tellClock(type: EventType, caseId: string, time: string, state: string, more: object = {}): this {
    return this.say(type, caseId, time, {
      ...{
        clockId: derivedId('clock', caseId),
        caseId,
        metric: 'resolution',
        definition: 'resolution',
        cycle: 1,
        n: 1,
      },
      ...{ state, startedAt: time, dueAt: time, originalDueAt: time, target: 'PT72H', pack: this.pack },
      ...{ calendar: null, provisional: false, ...more },
    });
  }
}

/** A small month: three cases, one of them urgent; one promise kept, one broken; two ratings. */
export function aMonth(): AnyEvent[] {
  const history = new History().publishPack();
  const first = history.openCase(1, '2026-11-02T01:00:00.000Z', { module: 'A' });
  const second = history.openCase(2, '2026-11-03T15:30:00.000Z', { urgency: 'urgent', module: 'A' });
  const third = history.openCase(3, '2026-11-03T16:30:00.000Z', { type: 'serviceAttitude' });
  history
    .tellClock('clock.started.v1', first, '2026-11-02T01:00:00.000Z', 'running')
    .tellClock('clock.met.v1', first, '2026-11-04T01:00:00.000Z', 'met', {
      endedAt: '2026-11-04T01:00:00.000Z',
      elapsedMs: 1,
    })
    .tellClock('clock.started.v1', second, '2026-11-03T15:30:00.000Z', 'running')
    .tellClock('clock.breached.v1', second, '2026-11-06T15:30:00.000Z', 'breached')
    .tellClock('clock.fulfilled_late.v1', second, '2026-11-07T15:30:00.000Z', 'fulfilledLate', {
      ...{ endedAt: '2026-11-07T15:30:00.000Z', elapsedMs: 2 },
    })
    .tellCase('case.resolved.v1', first, '2026-11-04T01:00:00.000Z', { personal: null })
    .tellCase('case.rated.v1', first, '2026-11-04T02:00:00.000Z', rating(1, 'satisfied', 'positive'))
    .tellCase('case.resolved.v1', third, '2026-11-05T01:00:00.000Z', { personal: null })
    .tellCase('case.rated.v1', third, '2026-11-05T02:00:00.000Z', rating(3, 'dissatisfied', 'negative'))
    .tellCase('case.reopened.v1', third, '2026-11-05T02:00:00.000Z', {
      status: 'inProgress',
      cycle: 2,
      personal: null,
    });
  return history.events;
}

const rating = (n: number, band: string, sentiment: string) => ({
  ...{ ratingId: derivedId('rating', n), scale: 'words', band, sentiment, personal: null },
});
