import { SERVICES, type ServiceName } from '@caseloop/contracts';
import type { ParkedEvent } from '@caseloop/messaging';

const READY_POLL_MS = 250;

/** What an installation said instead of doing what was asked; `status` as HTTP has it. */
export class Refused extends Error {
  constructor(
    readonly status: number,
    readonly answer: unknown,
  ) {
    super(describe(status, answer));
  }
}

function describe(status: number, answer: unknown): string {
  const problem = answer as {
    title?: string;
    detail?: string;
    errors?: { pointer: string; message: string }[];
  } | null;
  const places = (problem?.errors ?? []).map((error) => `\n  ${error.pointer} ${error.message}`).join('');
  return `${status} ${problem?.title ?? ''}${problem?.detail ? `: ${problem.detail}` : ''}${places}`;
}

async function call<T>(url: string, path: string, method = 'GET', body?: unknown): Promise<T> {
  const response = await reach(url, path, {
    method,
    ...(body === undefined
      ? {}
      : { headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) }),
  });
  const answer: unknown = await response.json();
  if (!response.ok) throw new Refused(response.status, answer);
  return answer as T;
}

async function reach(url: string, path: string, request: RequestInit): Promise<Response> {
  return fetch(`${url}${path}`, request).catch((error: unknown) => {
    const cause = error instanceof Error && error.cause instanceof Error ? `: ${error.cause.message}` : '';
    throw new Error(`${url} does not answer${cause}`, { cause: error });
  });
}

/** The events that wait for a person, of one service or of all. */
export async function listParked(url: string, service?: ServiceName): Promise<ParkedEvent[]> {
  const asked = service ? [service] : SERVICES;
  const lists = await Promise.all(
    asked.map((name) => call<{ items: ParkedEvent[] }>(url, `/v1/parked/${name}`)),
  );
  return lists.flatMap(({ items }) => items);
}

export interface ParkedChoice {
  readonly service: ServiceName;
  readonly ids: readonly string[] | 'all';
  readonly reason: string;
}

/** Gives parked events another try; returns how many. */
export async function replayParked(url: string, { service, ids, reason }: ParkedChoice): Promise<number> {
  const body = { ...(ids === 'all' ? { all: true } : { ids }), reason };
  return (await call<{ count: number }>(url, `/v1/parked/${service}/replay`, 'POST', body)).count;
}

/** Gives parked events up; what waits behind them goes on. Returns how many. */
export async function discardParked(url: string, { service, ids, reason }: ParkedChoice): Promise<number> {
  return (await call<{ count: number }>(url, `/v1/parked/${service}/discard`, 'POST', { ids, reason })).count;
}

/** Whether the installation answers, and what it says of its services. */
export async function readiness(url: string): Promise<{ status: string; services: string[] }> {
  return call(url, '/health/ready');
}

/** Waits until the installation (or one service of it) is ready; gives up after `waitMs` and says so. */
export async function untilReady(url: string, waitMs: number): Promise<void> {
  for (let waitedMs = 0; ; waitedMs += READY_POLL_MS) {
    const ready = await fetch(`${url}/health/ready`).catch(() => null);
    if (ready?.ok) return;
    if (waitedMs >= waitMs) throw new Error(`${url} is not ready`);
    await new Promise((next) => setTimeout(next, READY_POLL_MS));
  }
}
