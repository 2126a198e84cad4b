import { analytics } from '@caseloop/analytics';
import { casework } from '@caseloop/casework';
import { intake } from '@caseloop/intake';
import type { Transport } from '@caseloop/messaging';
import { notifications } from '@caseloop/notifications';
import { routing } from '@caseloop/routing';
import type { ServiceDefinition } from '@caseloop/service';
import { sla } from '@caseloop/sla';

/** The six services, in the order in which a request passes them. */
export const services: readonly ServiceDefinition<Transport>[] = [
  intake,
  casework,
  routing,
  sla,
  notifications,
  analytics,
];
