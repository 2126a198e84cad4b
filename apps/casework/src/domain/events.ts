import type { Actor, CaseStatus, EventData, EventType } from '@caseloop/contracts';
import { formatInstant } from '@caseloop/service-time';
import { type CaseState, evolve } from './case.js';
import { PATHS } from './transitions.js';

export type CaseEventType = Extract<EventType, `case.${string}`>;
/** What happened to a case, before it is put into an envelope. `time` in epoch milliseconds. */
export interface CaseEventOf<T extends CaseEventType> {
  readonly type: T;
  readonly time: number;
  readonly data: EventData<T>;
}
export type CaseEvent = { [T in CaseEventType]: CaseEventOf<T> }[CaseEventType];

type Common = 'by' | 'status' | 'cycle' | 'from';
type Own<T extends CaseEventType> = Omit<EventData<T>, Common>;

/** The case after an event: where nothing is said it stays as it is. */
export interface Step {
  readonly status?: CaseStatus;
  readonly cycle?: number;
  /** Who, where it is not the author of the whole decision. */
  readonly by?: Actor;
}

/** A decision as it is told, event by event: each one sees the case as the one before has left it. */
export class Steps {
  readonly events: CaseEvent[] = [];

  constructor(
    public state: CaseState,
    private readonly at: number,
    private readonly by: Actor,
  ) {}

  /** @throws IllegalPath when the step is none of the paths: a mistake in a rule, never in a command. */
  add<T extends CaseEventType>(type: T, own: Own<T>, step: Step = {}): this {
    const from = this.state.status;
    const status = step.status ?? from;
    if (status !== from && !PATHS[from].includes(status)) throw new IllegalPath(type, from, status);
    const data = {
      by: step.by ?? this.by,
      status,
      cycle: step.cycle ?? this.state.cycle,
      ...(status !== from && { from }),
      ...own,
    };
    const event = { type, time: this.at, data } as unknown as CaseEvent;
    this.events.push(event);
    this.state = evolve(this.state, event);
    return this;
  }
}

export class IllegalPath extends Error {
  constructor(type: string, from: CaseStatus, to: CaseStatus) {
    super(`${type} would lead from ${from} to ${to}, which is no path`);
  }
}

/** An instant as events carry it. */
export function instant(ms: number): string {
  return formatInstant(ms);
}

/** The same instant in UTC, whatever offset it was given in. */
export function utc(text: string): string {
  return formatInstant(Date.parse(text));
}
