import { DEMO_AGENTS } from './demo-data.js';
import { type DemoStep, type DemoStory, demoHistory, demoStory } from './demo-stories.js';

/** The same seed tells the same stories. */
export const DEMO_SEED = 42;
export const DEMO_HISTORY = { cases: 40, days: 7 } as const;
/** A new case every so often, so that countdowns move while somebody looks. */
const TRICKLE_MS = 20_000;
/** In the trickle a step that takes an hour in life takes this long. */
const HOUR_IN_TRICKLE_MS = 60_000;

interface Moment {
  readonly at: number;
  readonly story: DemoStory;
  /** Absent: the request itself. */
  readonly step?: DemoStep;
}

/** Plays stories through the doors everybody uses; what is refused in a story's course is part of the story. */
export class Demo {
  private readonly numbers = new Map<string, string>();
  private timer: NodeJS.Timeout | undefined;

  constructor(
    private readonly url: string,
    private readonly seed: number,
  ) {}

  /** Agents of every team, present. */
  async people(): Promise<void> {
    for (const { id, ...agent } of DEMO_AGENTS) await this.call('PUT', `/v1/agents/${id}`, agent);
  }

  /** A week of cases up to now; business time must stand before it, and is now afterwards. Tells how far it is. */
  async history(now: () => number, onProgress: (done: number, of: number) => void): Promise<void> {
    const until = now();
    const stories = demoHistory(this.seed, until, DEMO_HISTORY);
    const moments = stories
      .flatMap(momentsOf)
      .filter(({ at }) => at < until)
      .sort((a, b) => a.at - b.at);
    for (const [done, moment] of moments.entries()) {
      await this.call('PUT', '/v1/dev/time', { now: new Date(moment.at).toISOString() });
      await this.play(moment);
      onProgress(done + 1, moments.length);
    }
    await this.call('PUT', '/v1/dev/time', { now: new Date(now()).toISOString() });
  }

  /** From now on a new case every twenty seconds, each with a course of its own, an hour of it in a minute. */
  trickle(now: () => number): void {
    let next = DEMO_HISTORY.cases;
    const waiting: Moment[] = [];
    const turn = async (): Promise<void> => {
      waiting.push(...momentsOf(demoStory(this.seed, next++, now())).map((moment) => hurried(moment)));
      const due = waiting.filter(({ at }) => at <= now());
      for (const moment of due) {
        waiting.splice(waiting.indexOf(moment), 1);
        await this.play(moment);
      }
    };
    // A demo that cannot reach its own installation any more has nothing left to show.
    this.timer = setInterval(() => void turn().catch(() => this.stop()), TRICKLE_MS);
  }

  stop(): void {
    clearInterval(this.timer);
  }

  private async play({ at, story, step }: Moment): Promise<void> {
    if (!step) return this.open(at, story);
    const number = this.numbers.get(story.key);
    const found = await this.call('GET', `/v1/cases/${number}`);
    const { version, holder } = found as { version?: number; holder?: string | null };
    if (version === undefined) return;
    const actor = step.by === 'holder' ? (holder ?? 'lin') : step.by;
    const body = { ...resolveInstants(step.fields, at), expectedVersion: version };
    await this.call('POST', `/v1/cases/${number}/commands/${step.command}`, body, {
      'caseloop-actor': actor,
    });
  }

  private async open(at: number, { key, request, customer, channel }: DemoStory): Promise<void> {
    const body = {
      ...{
        source: 'customer',
        channel,
        occurredAt: new Date(at).toISOString(),
        customer,
        readBackConfirmed: true,
      },
      ...request,
    };
    const headers = { 'idempotency-key': key, 'caseloop-partner': 'demo' };
    const receipt = (await this.call('POST', '/v1/requests', body, headers)) as { caseNumber?: string };
    if (receipt.caseNumber === undefined)
      throw new Error(`The demo's request was refused: ${JSON.stringify(receipt)}`);
    this.numbers.set(key, receipt.caseNumber);
  }

  private async call(method: string, path: string, body?: unknown, headers: Record<string, string> = {}) {
    const response = await fetch(this.url + path, {
      method,
      headers: { ...headers, ...(body === undefined ? {} : { 'content-type': 'application/json' }) },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    return (await response.json()) as unknown;
  }
}

function momentsOf(story: DemoStory): Moment[] {
  return [
    { at: story.openAt, story },
    ...story.steps.map((step) => ({ at: story.openAt + step.afterMs, story, step })),
  ];
}

function hurried(moment: Moment): Moment {
  const sinceMs = moment.at - moment.story.openAt;
  return { ...moment, at: moment.story.openAt + (sinceMs * HOUR_IN_TRICKLE_MS) / 3_600_000 };
}

/** `{inMs}` becomes the instant that long after the step. */
function resolveInstants(fields: DemoStep['fields'], at: number): Record<string, unknown> {
  const resolve = (value: unknown) =>
    typeof value === 'object' && value !== null && 'inMs' in value
      ? new Date(at + Number(value.inMs)).toISOString()
      : value;
  return Object.fromEntries(Object.entries(fields).map(([name, value]) => [name, resolve(value)]));
}
