import type { ServiceStatus, Source } from '@caseloop/contracts';
import { SETTLE_MS_MAX, SETTLE_POLL_MS, WALK_INSTANTS_MAX } from './limits.js';

/** What the walk needs of a service: its state of work, its clock, its periodic jobs. */
export interface ServiceControl {
  status(): Promise<ServiceStatus>;
  /** A frozen clock stands still at `now`; otherwise it runs on from there. */
  setTime(now: number, frozen: boolean): Promise<void>;
  /** Runs what is due at the service's time, until nothing is left. */
  tick(): Promise<void>;
}

/** Something is still in hand after the time allowed; `what` names it. */
export class NotSettled extends Error {
  constructor(readonly what: readonly string[]) {
    super(`Not everything has settled: ${what.join('; ')}`);
  }
}

/** More instants lie on the way than one advance walks through; time stands at `reachedAt`. */
export class TooManyInstants extends Error {
  constructor(readonly reachedAt: number) {
    super(`More than ${WALK_INSTANTS_MAX} due instants lie on the way`);
  }
}

/**
 * Walks business time to `target` (epoch milliseconds), stopping at each instant at which any service has something
 * to do, in order, and letting everything settle there; then time runs on from `target`.
 */
export async function walkTo(services: readonly ServiceControl[], target: number): Promise<void> {
  try {
    await step(services, await latestNow(services));
    for (let walked = 0; ; walked += 1) {
      const next = await nextInstant(services, target);
      if (next === null) break;
      if (walked >= WALK_INSTANTS_MAX) throw new TooManyInstants(await latestNow(services));
      await step(services, next);
    }
    await step(services, target);
  } finally {
    await setAll(services, await latestNow(services), false);
  }
}

/** Waits until everything that was said has been applied; two equal looks, or a late message could hide between. */
export async function settle(services: readonly ServiceControl[]): Promise<void> {
  let before = '';
  let unsettled: string[] = [];
  for (let waitedMs = 0; waitedMs <= SETTLE_MS_MAX; waitedMs += SETTLE_POLL_MS) {
    const states = await Promise.all(services.map((service) => service.status()));
    unsettled = unsettledOf(states);
    const look = JSON.stringify(states.map(({ published, applied }) => [published, applied]));
    if (unsettled.length === 0 && look === before) return;
    before = unsettled.length === 0 ? look : '';
    if (before === '') await new Promise((next) => setTimeout(next, SETTLE_POLL_MS));
  }
  throw new NotSettled(unsettled);
}

/** What is still in hand, in words; empty when everything that was said has been applied. */
export function unsettledOf(states: readonly ServiceStatus[]): string[] {
  const published = Object.assign({}, ...states.map((state) => state.published)) as Record<Source, number>;
  return states.flatMap((state) => {
    const behind = Object.entries(state.applied)
      .map(([source, applied]) => [source, (published[source as Source] ?? 0) - applied] as const)
      .filter(([, missing]) => missing > 0)
      .map(([source, missing]) => `${state.service} has ${missing} events of ${source} before it`);
    if (state.outbox > 0) behind.push(`${state.service} has ${state.outbox} events to send`);
    if (state.pending > 0) behind.push(`${state.service} has ${state.pending} pieces of work in hand`);
    return behind;
  });
}

async function step(services: readonly ServiceControl[], instant: number): Promise<void> {
  await setAll(services, instant, true);
  await Promise.all(services.map((service) => service.tick()));
  await settle(services);
}

async function nextInstant(services: readonly ServiceControl[], target: number): Promise<number | null> {
  const states = await Promise.all(services.map((service) => service.status()));
  const due = states.map((state) => state.nextDueAt).filter((at) => at !== null);
  const now = Math.max(...states.map((state) => state.now));
  // Something overdue that a tick did not do (held back, or another instance has it) must not make time stand still.
  const ahead = due.filter((at) => at > now && at <= target);
  return ahead.length === 0 ? null : Math.min(...ahead);
}

async function latestNow(services: readonly ServiceControl[]): Promise<number> {
  const states = await Promise.all(services.map((service) => service.status()));
  return Math.max(...states.map((state) => state.now));
}

async function setAll(services: readonly ServiceControl[], now: number, frozen: boolean): Promise<void> {
  await Promise.all(services.map((service) => service.setTime(now, frozen)));
}
