/** What the module gives to controllers and consumers by name. */
export const PACKS = Symbol('packs');
export const CLOCK = Symbol('clock');
