import type { Transaction } from '@caseloop/messaging';
import type { Pack } from '@caseloop/policy';
import { type PackVersions, derivedId } from '@caseloop/service';
import { type Outfit, waysToCustomer } from './domain/carriers.js';
import { cut } from './domain/cut.js';
import { CUSTOMER } from './domain/plan.js';
import { heldUntil } from './domain/quiet.js';
import { REASON_LENGTH_MAX } from './limits.js';
import type { Message, PlannedMessage } from './message-rows.js';
import type { Stores } from './plan-messages.js';

export interface FallBackParts {
  readonly stores: Stores;
  readonly packs: PackVersions<Pack>;
  readonly outfit: Outfit;
}

/** A message that failed for good, and why. */
export interface Failed {
  readonly message: Message;
  readonly reason: string;
}

/**
 * Plans the same text over the next way that leads to the customer and was not tried for it; returns the messages in
 * place of the failed ones, by their ids. A person who calls is the last way. Staff and those who were erased have none.
 */
export async function fallBack(
  tx: Transaction,
  { stores, packs, outfit }: FallBackParts,
  failed: readonly Failed[],
  now: number,
): Promise<Map<string, PlannedMessage>> {
  const toCustomers = failed.filter(({ message }) => message.to === CUSTOMER && message.caseId !== null);
  if (toCustomers.length === 0) return new Map();
  const messages = toCustomers.map(({ message }) => message);
  const cases = await stores.cases.load(tx, [...new Set(messages.map(({ caseId }) => caseId!))], false);
  const tried = await stores.messages.tried(tx, messages);
  const instead = new Map<string, PlannedMessage>();
  for (const { message, reason } of toCustomers) {
    const snapshot = cases.get(message.caseId!);
    const pack = snapshot === undefined ? null : await packs.get(tx, snapshot.pack);
    if (snapshot === undefined || pack === null) continue;
    const used = tried.get(message.id)!;
    const way = waysToCustomer(snapshot, outfit).find(
      ({ carrier }) => carrier !== 'log' && !used.has(carrier),
    );
    if (way === undefined) continue;
    const { carrier, wanted } = way;
    used.add(carrier);
    instead.set(message.id, {
      ...message,
      id: derivedId('message', message.causeId, message.to, carrier, message.template),
      channel: carrier,
      wantedChannel: wanted,
      notBefore: heldUntil(pack, { carrier, urgency: snapshot.urgency }, now),
      note: cut(`in place of ${message.channel}: ${reason}`, REASON_LENGTH_MAX),
      fallbackOf: message.id,
      failure: null,
    });
  }
  const added = await stores.messages.add(tx, [...instead.values()], now);
  // Two ways of one text failed at the same moment, and the other one has taken this way already.
  for (const [from, { id }] of instead) if (!added.has(id)) instead.delete(from);
  await stores.surveys.carriedBy(
    tx,
    [...instead].map(([from, { id }]) => [from, id] as const),
  );
  return instead;
}
