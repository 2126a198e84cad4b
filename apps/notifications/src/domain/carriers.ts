import type { Channel } from '@caseloop/contracts';
import type { CaseSnapshot, Contact } from './snapshot.js';

/** Channels an HTTP gateway can carry: texts to a telephone, to an app, and into chats. */
export const GATEWAY_CHANNELS = [
  'sms',
  'appPush',
  'webChat',
  'appMessage',
  'miniProgram',
  'officialAccount',
  'socialDm',
] as const satisfies readonly Channel[];

/** What can carry a message: `log` writes it down where it can be read, `callTask` has a person call. */
export const CARRIERS = ['log', 'callTask', 'email', ...GATEWAY_CHANNELS] as const;
export type Carrier = (typeof CARRIERS)[number];
/** The carriers an installation has; `log` and `callTask` are always among them. */
export type Outfit = ReadonlySet<Carrier>;

/** How a message goes, and over which channel it was meant to go. */
export interface Way {
  readonly carrier: Carrier;
  readonly wanted: Channel | null;
}

/** Where a carrier takes a message to. */
export type Address =
  | { readonly email: string }
  | { readonly phone: string }
  | { readonly memberId?: string; readonly accountId?: string; readonly externalId?: string };

/** Channels on which nobody can be reached afterwards. */
const ONE_WAY: ReadonlySet<Channel> = new Set([
  'faceToFace',
  'store',
  'deviceAlarm',
  'internalHandover',
  'partnerHandover',
]);
const BY_VOICE: ReadonlySet<Channel> = new Set(['phone', 'voiceCall', 'videoCall']);
/** What is tried when neither the preferred channel nor the one the case came by leads to the customer. */
const LAST_WISHES = ['email', 'sms', 'appPush', 'phone'] as const satisfies readonly Channel[];

/**
 * The ways to a customer, best first: the channel they prefer, the one they came by, then whatever contact is known.
 * Never two with the same carrier. Where a real carrier leads to the customer, writing down is no way to them;
 * where none does, it is the only one, so that staff see what could not be delivered.
 */
export function waysToCustomer(snapshot: CaseSnapshot, outfit: Outfit): Way[] {
  const ways = new Map<Carrier, Way>();
  const wishes: readonly (Channel | null)[] = [snapshot.preferredChannel, snapshot.channel, ...LAST_WISHES];
  for (const wanted of wishes) {
    if (wanted === null || !isReachable(snapshot.contact, wanted, outfit)) continue;
    const carrier = carrierOf(wanted, outfit);
    if (!ways.has(carrier)) ways.set(carrier, { carrier, wanted });
  }
  const found = [...ways.values()];
  if (found.length === 0) return [{ carrier: 'log', wanted: null }];
  // Where there is no gateway at all, `log` stands for every one of them.
  if (![...outfit].some(needsAddress)) return found;
  const real = found.filter(({ carrier }) => carrier !== 'log');
  return real.length === 0 ? found : real;
}

/**
 * The first `channels` ways that lead to different contacts of the customer: a text and a call to one telephone are
 * one way to be missed. At least one.
 */
export function chosenWays(ways: readonly Way[], channels: number): Way[] {
  const byContact = new Map<string, Way>();
  for (const way of ways) {
    const contact = contactOf(way);
    if (!byContact.has(contact)) byContact.set(contact, way);
  }
  return [...byContact.values()].slice(0, channels);
}

function contactOf({ wanted }: Way): string {
  if (wanted === null || wanted === 'email') return wanted ?? 'none';
  return BY_VOICE.has(wanted) || wanted === 'sms' ? 'phone' : 'account';
}

function carrierOf(channel: Channel, outfit: Outfit): Carrier {
  if (BY_VOICE.has(channel)) return 'callTask';
  return isCarrier(channel) && outfit.has(channel) ? channel : 'log';
}

function isCarrier(channel: string): channel is Carrier {
  return (CARRIERS as readonly string[]).includes(channel);
}

function isReachable(contact: Contact | null, channel: Channel, outfit: Outfit): boolean {
  if (contact === null || ONE_WAY.has(channel)) return false;
  if (BY_VOICE.has(channel) || channel === 'sms') return contact.phone !== null;
  if (channel === 'email') return contact.email !== null;
  const carrier = carrierOf(channel, outfit);
  // Nobody has an app because we can push to it.
  if (carrier === 'log') return channel !== 'appPush';
  return addressOf(carrier, contact) !== null;
}

/** Where `carrier` takes a message for this customer; null where it needs none, or where none is known (any more). */
export function addressOf(carrier: Carrier, contact: Contact | null): Address | null {
  if (contact === null || carrier === 'log' || carrier === 'callTask') return null;
  if (carrier === 'email') return contact.email === null ? null : { email: contact.email };
  if (carrier === 'sms') return contact.phone === null ? null : { phone: contact.phone };
  const ids = contact.ids ?? {};
  return Object.keys(ids).length === 0 ? null : ids;
}

/** Whether a carrier needs an address, and so a contact that is still there when the message leaves. */
export function needsAddress(carrier: Carrier): boolean {
  return carrier !== 'log' && carrier !== 'callTask';
}
