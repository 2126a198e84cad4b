import { Type } from '@sinclair/typebox';
import { Word } from './shapes.js';

/** The last sequence of every subject that changed lately: so that a lost last event is noticed too. */
export const StreamHeads = Type.Object({
  heads: Type.Array(Type.Object({ subject: Word, sequence: Type.Integer({ minimum: 1 }) })),
});
