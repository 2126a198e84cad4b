/** What Nest hands out by name instead of by class. */
export const CLOCK = Symbol('Clock');
export const NEED_PARTS = Symbol('NeedParts');
