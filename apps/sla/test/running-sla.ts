import type { AnyEvent } from '@caseloop/contracts';
import type { Transport } from '@caseloop/messaging';
import { SimulatedClock } from '@caseloop/service';
import { type TestDatabase, type TestService, createTestDatabase, startTestService } from '@caseloop/testing';
import pg from 'pg';
import { sla } from '../src/service.js';
import { OPENED, after } from './a-case.js';

export interface ClockAnswer {
  readonly id: string;
  readonly metric: string;
  readonly cycle: number;
  readonly n: number;
  readonly state: string;
  readonly dueAt: string | null;
}

/** Sla on a database of its own; the other services are played by the test. */
export class RunningSla {
  private readonly others: TestService[] = [];

  private constructor(
    readonly db: TestDatabase,
    readonly clock: SimulatedClock,
    readonly service: TestService,
  ) {}

  static async start(transport?: Transport): Promise<RunningSla> {
    const db = await createTestDatabase({ definitions: [sla] });
    const clock = new SimulatedClock(OPENED);
    return new RunningSla(
      db,
      clock,
      await startTestService(sla, { db, clock, ...(transport && { transport }) }),
    );
  }

  async stop(): Promise<void> {
    for (const other of this.others) await other.stop();
    await this.service.stop();
    await this.db.drop();
  }

  /** A second process on the same database. */
  async another(): Promise<TestService> {
    const { db, clock } = this;
    const other = await startTestService(sla, { db, clock });
    this.others.push(other);
    return other;
  }

  /** Each event comes in a message of its own. */
  async deliver(...events: readonly AnyEvent[]): Promise<void> {
    for (const event of events) await this.service.deliver([event]);
  }

  /** Lets business time come, so long after the opening, and what is due happen. */
  async at(hours: number, minutes = 0, ms = 0): Promise<void> {
    this.clock.set(after(hours, minutes) + ms);
    await this.service.tick();
  }

  /** `/v1` and what follows. */
  get(path: string) {
    return this.service.http.request('GET', `/v1${path}`);
  }

  async clocksOf(caseId: string): Promise<ClockAnswer[]> {
    const { status, body } = await this.get(`/cases/${caseId}/clocks?limit=200`);
    if (status !== 200) throw new Error(`The clocks of ${caseId}: ${status} ${JSON.stringify(body)}`);
    return body.items;
  }

  async clockOf(caseId: string, metric: string): Promise<ClockAnswer | undefined> {
    const instances = (await this.clocksOf(caseId)).filter((clock) => clock.metric === metric);
    return instances.sort((a, b) => a.cycle - b.cycle || a.n - b.n).at(-1);
  }

  /** What can be seen of a case's clocks, but for their ids. */
  async seen(caseId: string) {
    return (await this.clocksOf(caseId))
      .map((clock) => ({ ...clock, id: '', caseId: '' }))
      .sort((a, b) => a.metric.localeCompare(b.metric) || a.cycle - b.cycle || a.n - b.n);
  }

  /** Words of what was said of a metric, in order. */
  async said(metric: string): Promise<string[]> {
    const events = await this.service.published();
    return events
      .filter(({ data }) => 'metric' in data && data.metric === metric)
      .sort((a, b) => (a.sequence! < b.sequence! ? -1 : 1))
      .map(({ type }) => type.replace(/^clock\.|\.v1$/g, ''));
  }

  async query(text: string): Promise<{ rows: unknown[] }> {
    const client = new pg.Client({ connectionString: this.db.adminUrl });
    await client.connect();
    try {
      return await client.query(text);
    } finally {
      await client.end();
    }
  }
}

export function iso(hours: number): string {
  return new Date(after(hours)).toISOString();
}
