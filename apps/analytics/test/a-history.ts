import type { AnyEvent, EventData, EventType } from '@caseloop/contracts';
import { derivedId } from '@caseloop/service';
import { AFTER_SALES, History } from '@caseloop/testing';

/** A history that is kept as it is told. */
class Story {
  readonly events: AnyEvent[] = [];
  private readonly history = new History('2026-11-01T00:00:00.000Z');

  say(type: EventType, subject: string, time: string, data: object): this {
    this.events.push(this.history.say(type, subject, data as EventData<typeof type>, time));
    return this;
  }

  publishPack(): this {
    this.events.push(this.history.publishesPack());
    return this;
  }

  openCase(n: number, time: string, more: { type?: string; urgency?: string; module?: string } = {}): string {
    const caseId = derivedId('case', n);
    this.say('case.opened.v1', caseId, time, {
      ...{ by: { kind: 'system', id: 'intake' }, status: 'registered', cycle: 1, number: `SH-2026-${n}` },
      ...{
        requestId: derivedId('request', n),
        unit: 'main',
        pack: AFTER_SALES,
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
      ...{ state, startedAt: time, dueAt: time, originalDueAt: time, target: 'PT72H', pack: AFTER_SALES },
      ...{ calendar: null, provisional: false, ...more },
    });
  }
}

/** A small month: three cases, one of them urgent; one promise kept, one broken; two ratings. */
export function aMonth(): AnyEvent[] {
  const story = new Story().publishPack();
  const first = story.openCase(1, '2026-11-02T01:00:00.000Z', { module: 'A' });
  const second = story.openCase(2, '2026-11-03T15:30:00.000Z', { urgency: 'urgent', module: 'A' });
  const third = story.openCase(3, '2026-11-03T16:30:00.000Z', { type: 'serviceAttitude' });
  story
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
  return story.events;
}

const rating = (n: number, band: string, sentiment: string) => ({
  ...{ ratingId: derivedId('rating', n), scale: 'words', band, sentiment, personal: null },
});
