import type { EventType } from '@caseloop/contracts';
import type { Pack } from '@caseloop/policy';

/** Packs never change, so what their clocks listen to is found out once. */
const heardBy = new WeakMap<Pack, ReadonlySet<EventType>>();

/** Whether a clock of the pack starts, stops, is reset or cancelled by events of this type. */
export function listensTo(pack: Pack, type: EventType): boolean {
  let types = heardBy.get(pack);
  if (!types) {
    types = new Set(
      pack.clocks
        .flatMap(({ starts, stops, resets, cancels }) => [...starts, ...stops, ...resets, ...cancels])
        .map(({ on }) => on),
    );
    heardBy.set(pack, types);
  }
  return types.has(type);
}
