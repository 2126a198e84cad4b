import type { Messaging } from '@caseloop/messaging';
import type { Queryable } from '@caseloop/service';
import type { RoutingParts } from './on-case-events.js';

/** What the consumer and the controllers are given. */
export interface RoutingDeps extends RoutingParts {
  readonly messaging: Messaging;
  /** For reading outside of transactions. */
  readonly db: Queryable;
}
export const ROUTING = Symbol('routing');
