import { ObjectValueField, OneOfField } from '@caseloop/service';
import type { AppliedTo } from './packs.repository.js';

/** A pack to be put in force: its files, and whether open cases move to it. */
export class PutPackDto {
  @ObjectValueField({ required: true }) files!: Record<string, string>;
  @OneOfField(['new', 'open'], { required: true }) to!: AppliedTo;
}
