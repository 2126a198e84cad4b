import type { Channel } from '@caseloop/contracts';
import type { CaseSnapshot } from './snapshot.js';

/** What can carry a message today: `log` writes it down where it can be read, `callTask` has a person call. */
export const CARRIERS = ['log', 'callTask'] as const;
export type Carrier = (typeof CARRIERS)[number];

/** How a message goes, and over which channel it was meant to go. */
export interface Way {
  readonly carrier: Carrier;
  readonly wanted: Channel | null;
}

/** Channels on which nobody can be reached afterwards. */
const ONE_WAY: ReadonlySet<Channel> = new Set([
  'faceToFace',
  'store',
  'deviceAlarm',
  'internalHandover',
  'partnerHandover',
]);
const BY_VOICE: ReadonlySet<Channel> = new Set(['phone', 'voiceCall', 'videoCall']);
const BY_NUMBER: ReadonlySet<Channel> = new Set([...BY_VOICE, 'sms']);

/**
 * The ways to a customer, best first: the channel they prefer, the one they came by, then whatever contact is known.
 * At most `channels` of them and never two with the same carrier; at least one, since what cannot be delivered is
 * written down where staff see it.
 */
export function waysToCustomer(snapshot: CaseSnapshot, channels: number): Way[] {
  const wishes = [snapshot.preferredChannel, snapshot.channel, 'email', 'sms'] as const;
  const reachable = wishes.filter((wish): wish is Channel => wish !== null && isReachable(snapshot, wish));
  const ways = new Map<Carrier, Way>();
  for (const wanted of reachable) {
    const carrier = BY_VOICE.has(wanted) ? 'callTask' : 'log';
    if (!ways.has(carrier)) ways.set(carrier, { carrier, wanted });
  }
  const found = [...ways.values()].slice(0, Math.max(1, channels));
  return found.length > 0 ? found : [{ carrier: 'log', wanted: null }];
}

function isReachable({ contact }: CaseSnapshot, channel: Channel): boolean {
  if (contact === null || ONE_WAY.has(channel)) return false;
  if (BY_NUMBER.has(channel)) return contact.phone !== null;
  return channel !== 'email' || contact.email !== null;
}
