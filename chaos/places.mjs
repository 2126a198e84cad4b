// Every place where a process may be made to end, and why it matters there. A fail-point is named by the service and
// the place: `casework.relay.afterConfirm.beforeDelete`. The calls stand in the sources as failPoint('<place>').
const OWNERS = ['intake', 'casework', 'routing', 'sla', 'notifications'];
const LISTENERS = [...OWNERS, 'analytics'];

/** Place to who has it, and what must not follow when a process ends there. */
export const PLACES = {
  'door.afterCommit.beforeReceipt': {
    services: ['intake'],
    reason: 'The request is stored and its sender does not know: the redelivery must get the same receipt.',
  },
  'http.afterCommit.beforeReply': {
    services: ['intake'],
    reason: 'The same over HTTP: the sender comes again with its key and must get the same case.',
  },
  'outbox.afterWrite.beforeCommit': {
    services: OWNERS,
    reason: 'Everything is written and nothing stands: neither the change nor what was said of it.',
  },
  'outbox.afterCommit.beforeRelay': {
    services: OWNERS,
    reason: 'It was said and nobody was woken to carry it: the relay has to find it by itself.',
  },
  'inbox.afterWrite.beforeCommit': {
    services: LISTENERS,
    reason: 'Effects, watermark and answers are one transaction: a batch that ends here never happened.',
  },
  'consumer.afterCommit.beforeAck': {
    services: LISTENERS,
    reason: 'The broker delivers what is applied already; the watermark must notice.',
  },
  'relay.afterClaim.beforePublish': {
    services: OWNERS,
    reason: 'The shards are locked by a transaction of the dead; another relay must get them.',
  },
  'publisher.afterPublish.beforeConfirm': {
    services: OWNERS,
    reason: 'The broker has the message and the outbox has it still: it is sent twice.',
  },
  'relay.afterConfirm.beforeDelete': {
    services: OWNERS,
    reason: 'A whole pass is confirmed and not deleted: up to 500 events are sent twice.',
  },
  'relay.afterDelete.beforeCommit': {
    services: OWNERS,
    reason: 'The delete is rolled back: the same, one step later.',
  },
  'kept.afterRead.beforeApply': {
    services: ['casework', 'routing', 'sla', 'notifications'],
    reason: 'Events that waited for another stream are in the hand of the dead; they must be taken up again.',
  },
  'parking.afterWrite.beforeAck': {
    services: LISTENERS,
    reason: 'What cannot be read is put aside and comes again: it must lie there once.',
  },
  'resync.afterQuestion.beforeAnswer': {
    services: OWNERS,
    reason:
      'A consumer has asked for what it missed and its owner ends: the question must not be lost for good.',
  },
  'firing.afterClaim.beforeFire': {
    services: ['sla'],
    reason: 'Due clocks are claimed and not fired: they must be fired by the next.',
  },
  'firing.afterFire.beforeCommit': {
    services: ['sla'],
    reason: 'Clocks are fired and it does not stand: they must be fired again, and only this time be heard.',
  },
  'sender.afterIntent.beforeSend': {
    services: ['notifications'],
    reason: 'The message is claimed and did not leave: it must leave later.',
  },
  'sender.afterSend.beforeRecord': {
    services: ['notifications'],
    reason: 'The message left and nobody knows: only a carrier that may repeat may send it again.',
  },
};

export function placesOf(service) {
  return Object.keys(PLACES).filter((place) => PLACES[place].services.includes(service));
}
