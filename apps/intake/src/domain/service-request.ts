import type {
  Attachment,
  Channel,
  CustomerIdentity,
  CustomerTraits,
  Emotion,
  Facts,
  RequestSource,
} from '@caseloop/contracts';

/** The customer as the sender describes them: who they are and what is known of them, in one object. */
export type StatedCustomer = CustomerIdentity & Omit<CustomerTraits, 'id'>;

/** A service request as a partner sends it, after its shape was found right. Times are RFC 3339 as they were sent. */
export interface ServiceRequest {
  readonly externalRef?: string;
  readonly unit?: string;
  readonly pack?: string;
  readonly source: RequestSource;
  readonly channel: Channel;
  readonly occurredAt: string;
  readonly connectedAt?: string;
  readonly serviceEndedAt?: string;
  readonly customer: StatedCustomer;
  readonly type?: string;
  readonly scene?: string;
  readonly urgency?: string;
  readonly product?: { readonly name?: string; readonly module?: string; readonly serial?: string };
  readonly orderNo?: string;
  readonly linkedServiceNo?: string;
  readonly summary?: string;
  readonly verbatim: string;
  readonly expectedOutcome?: string;
  readonly expectedBy?: string;
  readonly background?: {
    readonly purchasedOn?: string;
    readonly usageFrequency?: string;
    readonly stepsBefore?: string;
  };
  readonly emotion?: readonly Emotion[];
  readonly facts?: Facts;
  readonly attachments?: readonly Attachment[];
  readonly device?: { readonly deviceId: string; readonly alarmCode: string };
  readonly readBackConfirmed?: boolean;
  readonly agentNo?: string;
}

/** What of a request is known to be of the right shape while the rest of it is being refused. */
export type SoundPart = Partial<ServiceRequest>;
