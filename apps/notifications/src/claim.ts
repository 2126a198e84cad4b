import type { Transaction } from '@caseloop/messaging';
import { DAY } from '@caseloop/service-time';
import { allowedAt } from './domain/caps.js';
import { type Address, type Carrier, addressOf, needsAddress } from './domain/carriers.js';
import { type Held, keyOf } from './held-messages.repository.js';
import type { Message } from './message-rows.js';
import type { Stores } from './plan-messages.js';

/** A message on its way, with where it goes. */
export interface Claimed {
  readonly message: Message;
  readonly address: Address | null;
}

/**
 * Takes what is to be sent now over the carriers that are not in `except`. Addresses are read at this moment and from
 * the case alone: a message itself has none, so that nobody is written to after they were erased.
 */
export async function claim(
  tx: Transaction,
  stores: Stores,
  { outfit, except, now }: { outfit: Iterable<Carrier>; except: readonly Carrier[]; now: number },
): Promise<Claimed[]> {
  const counted = [...outfit].filter(needsAddress);
  if (counted.length > 0) await stores.held.countAlone(tx);
  const claimed = await stores.messages.claim(tx, now, counted, except);
  const addressed = claimed.filter(({ channel }) => needsAddress(channel));
  if (addressed.length === 0) return claimed.map((message) => ({ message, address: null }));
  const held = await tooMuch(tx, stores, addressed, now);
  const ids = addressed.flatMap(({ caseId }) => (caseId === null ? [] : [caseId]));
  const cases = await stores.cases.load(tx, [...new Set(ids)], false);
  return claimed
    .filter(({ id }) => !held.has(id))
    .map((message) => {
      const contact = message.caseId === null ? null : (cases.get(message.caseId)?.contact ?? null);
      return { message, address: addressOf(message.channel, contact) };
    });
}

/** Puts off what is more than its recipient is to be sent; returns the ids. */
async function tooMuch(
  tx: Transaction,
  stores: Stores,
  messages: readonly Message[],
  now: number,
): Promise<Set<string>> {
  const left = await stores.held.left(tx, messages, now - DAY);
  const wanted = new Map<string, Message[]>();
  for (const message of messages) {
    const key = keyOf(message);
    wanted.set(key, [...(wanted.get(key) ?? []), message]);
  }
  const held: Held[] = [];
  for (const [key, ofOne] of wanted) {
    allowedAt(left.get(key) ?? [], ofOne.length, now).forEach((until, i) => {
      const reason = 'the recipient was sent enough over this channel lately';
      if (until !== null) held.push({ id: ofOne[i]!.id, until, reason });
    });
  }
  await stores.held.hold(tx, held);
  return new Set(held.map(({ id }) => id));
}
