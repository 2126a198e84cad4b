/** What Nest hands out by name instead of by class. */
export const CASEWORK_PARTS = Symbol('CaseworkParts');
