import type { AnyEvent } from '@caseloop/contracts';
import { SimulatedClock } from '@caseloop/service';
import { MINUTE } from '@caseloop/service-time';
import {
  type HttpAnswer,
  type TestDatabase,
  type TestService,
  createTestDatabase,
  startTestService,
} from '@caseloop/testing';
import { casework } from '../src/service.js';
import { OPENED_AT } from './a-case.js';
import { Neighbours, caseId } from './neighbours.js';

/** Casework on a database of its own, the other services played by `others`, and somebody at the desk. */
export class Desk {
  readonly others = new Neighbours();

  private constructor(
    readonly db: TestDatabase,
    readonly clock: SimulatedClock,
    readonly service: TestService,
  ) {}

  static async start(): Promise<Desk> {
    const db = await createTestDatabase({ definitions: [casework] });
    const clock = new SimulatedClock(OPENED_AT + MINUTE);
    return new Desk(db, clock, await startTestService(casework, { db, clock }));
  }

  async stop(): Promise<void> {
    await this.service.stop();
    await this.db.drop();
  }

  /** The pack is there, the first request was accepted. */
  openOne(): Promise<void> {
    return this.service.deliver([this.others.publishPack(), this.others.acceptRequest(1)]);
  }

  /** What stands at `/v1/cases...`. */
  async get(path: string) {
    return (await this.service.http.request('GET', `/v1/cases${path}`)).body;
  }

  view(n = 1) {
    return this.get(`/${caseId(n)}`);
  }

  async types(n = 1): Promise<string[]> {
    const { items } = await this.get(`/${caseId(n)}/timeline?limit=200`);
    return items.map(({ type }: AnyEvent) => type);
  }

  /** A command on the n-th case, the first unless said, at its present version unless another is given. */
  async command(name: string, fields: object, by = 'wu', n = 1): Promise<HttpAnswer> {
    const { version } = await this.view(n);
    const body = { expectedVersion: version, ...fields };
    const path = `/v1/cases/${caseId(n)}/commands/${name}`;
    return this.service.http.request('POST', path, body, { 'Caseloop-Actor': by });
  }

  /** The same, which must succeed; the case after it. */
  async done(name: string, fields: object, by?: string, n = 1) {
    const { status, body } = await this.command(name, fields, by, n);
    if (status !== 200) throw new Error(`${name} was answered ${status}: ${JSON.stringify(body)}`);
    return body;
  }

  /** Lets business time come, and what is due happen. */
  async passTo(now: number): Promise<void> {
    this.clock.set(now);
    await this.service.tick();
  }
}
