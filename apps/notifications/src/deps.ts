import type { Messaging } from '@caseloop/messaging';
import type { Queryable } from '@caseloop/service';
import type { HandlerParts } from './on-case-events.js';
import type { Sender } from './sender.js';

/** What the consumer and the controllers are given. */
export interface NotificationsDeps extends HandlerParts {
  readonly messaging: Messaging;
  readonly sender: Sender;
  /** For reading outside of transactions. */
  readonly db: Queryable;
}
export const NOTIFICATIONS = Symbol('notifications');
