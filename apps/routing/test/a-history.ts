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

/** The files of the shipped after-sales pack. */
function packFiles(): Record<string, string> {
  const paths = readdirSync(PACK, { recursive: true, encoding: 'utf8' }).filter((path) =>
    /\.(yaml|liquid)$/.test(path),
  );
  const content = paths.filter((path) => !path.startsWith('tests'));
  return Object.fromEntries(content.map((path) => [path, readFileSync(join(PACK, path), 'utf8')]));
}

const files = packFiles();
const pack = { name: 'after-sales', version: packVersion(files) };
const system = { kind: 'system', id: 'system' } as const;

/** Says what casework and intake say, as their relays would: numbered, with ids that follow from the place. */
export class History {
  private readonly sequences = new Map<string, number>();

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
    const data = { ...pack, unit: 'main', to: 'new', effectiveAt: this.time, files, by: 'test' } as const;
    return this.say('policy.published.v1', pack.name, data);
  }

  opens(caseId: string, over: Partial<EventData<'case.opened.v1'>> = {}, time = this.time): AnyEvent {
    const data: EventData<'case.opened.v1'> = {
      ...{ by: system, status: 'registered', cycle: 1, number: 'SH-2026-000001', requestId: caseId },
      ...{
        unit: 'main',
        pack,
        source: 'customer',
        channel: 'phone',
        type: 'productFault',
        urgency: 'normal',
      },
      ...{ occurredAt: time, partner: 'dev', facts: {}, emotion: [], attachments: [] },
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
    return this.say('case.transferred.v1', caseId, {
      by,
      status: 'assigned',
      cycle: 1,
      team,
      holder,
      ...from,
    });
  }

  resolves(caseId: string, by: string): AnyEvent {
    const data = { by: { kind: 'agent', id: by }, status: 'resolved', cycle: 1, personal: null } as const;
    return this.say('case.resolved.v1', caseId, data);
  }
}
