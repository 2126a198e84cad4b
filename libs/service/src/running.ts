import type { IncomingMessage, ServerResponse } from 'node:http';
import type { ServiceName, ServiceStatus } from '@caseloop/contracts';
import type { Registry } from 'prom-client';
import type { ServiceConfig } from './config.js';

/** Business time as the development controls set it. */
export interface TimeSetting {
  /** Epoch milliseconds; not before the present business time. */
  readonly now: number;
  /** Whether time stands still there, or runs on. */
  readonly frozen: boolean;
}

/** A started service, in whatever process. */
export interface RunningService {
  readonly name: ServiceName;
  readonly config: ServiceConfig;
  /** Answers a request as the service's own port would: for one port in front of several services, and for tests. */
  readonly handler: (request: IncomingMessage, response: ServerResponse) => void;
  readonly metrics: Registry;
  /** Opens the service's own port; returns its address, `http://host:port`. */
  listen(): Promise<string>;
  status(): Promise<ServiceStatus>;
  /** Sets simulated business time; refused (409 problem) on the machine's own time. */
  setTime(time: TimeSetting): void;
  /** Runs what is due by the business clock until nothing is left; returns how much was done. */
  tick(): Promise<number>;
  /** Whether it can do its work; the reasons when it cannot. */
  readiness(): Promise<readonly string[]>;
  /** From now on not ready, so that no new work is sent here. */
  retire(): void;
  /** Finishes what is in hand and lets everything go; bounded by named limits. Can be called twice. */
  stop(): Promise<void>;
}

/** How the routes of every service find the service they stand in. */
export const RUNNING = Symbol('RunningService');
/** Parked events, as messaging offers them. */
export const PARKED = Symbol('Parked');
