import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import {
  type AnyEvent,
  type EventType,
  type Source,
  dataSchemaOf,
  formatSequence,
} from '@caseloop/contracts';
import { packVersion } from '@caseloop/policy';
import { derivedId } from '@caseloop/service';
import type { Fact } from '../src/domain/facts.js';
import { OPENED } from './a-case.js';

const PACK_FOLDER = new URL('../../../packs/after-sales/', import.meta.url).pathname;

/** The shipped after-sales pack, path to text. */
export const AFTER_SALES: Record<string, string> = Object.fromEntries(
  readdirSync(PACK_FOLDER, { recursive: true, encoding: 'utf8' })
    .filter((path) => /\.(yaml|liquid)$/.test(path) && !path.startsWith('tests'))
    .map((path) => [path, readFileSync(join(PACK_FOLDER, path), 'utf8')]),
);
export const AFTER_SALES_REF = { name: 'after-sales', version: packVersion(AFTER_SALES) };

/** The publication of the pack, as intake says it. */
export function packPublished(files = AFTER_SALES, ref = AFTER_SALES_REF): AnyEvent {
  return publication(files, ref, 'new', OPENED, 1);
}

/** A later version, applied to open cases too. */
export function appliedToOpen(files: Record<string, string>, time: number, sequence = 2): AnyEvent {
  const ref = { name: 'after-sales', version: packVersion(files) };
  return publication(files, ref, 'open', time, sequence);
}

function publication(
  files: Record<string, string>,
  ref: typeof AFTER_SALES_REF,
  to: 'new' | 'open',
  time: number,
  sequence: number,
): AnyEvent {
  const effectiveAt = new Date(time).toISOString();
  const data = { ...ref, unit: 'service', to, effectiveAt, files, by: 'dev' };
  return eventOf(
    { source: 'caseloop/policies', sequence, type: 'policy.published.v1', time, data },
    ref.name,
  );
}

/** The facts of a case as its events. */
export function eventsOf(caseId: string, facts: readonly Fact[], pack = AFTER_SALES_REF): AnyEvent[] {
  return facts.map((fact) => {
    const opening = fact.type === 'case.opened.v1' ? { pack, unit: 'service', number: 'SH-2026-000001' } : {};
    return eventOf(
      { ...fact, data: { ...fact.data, ...opening, caseId, personal: { text: 'Li Lei' } } },
      caseId,
    );
  });
}

function eventOf(
  fact: { source: Source; sequence: number; type: EventType; time: number; data: object },
  subject: string,
): AnyEvent {
  const { source, sequence, type, time, data } = fact;
  return {
    specversion: '1.0',
    id: derivedId('test', source, subject, sequence),
    source,
    type,
    subject,
    time: new Date(time).toISOString(),
    recordedat: new Date(time).toISOString(),
    dataschema: dataSchemaOf(type),
    datacontenttype: 'application/json',
    sequence: formatSequence(sequence),
    correlationid: 'request-1',
    data,
  } as unknown as AnyEvent;
}
