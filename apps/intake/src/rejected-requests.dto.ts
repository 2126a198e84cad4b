import { ObjectValueField, TextField } from '@caseloop/service';
import { WORD_CHARS_MAX } from './limits.js';

export class ResubmitDto {
  /** The mended request; judged like any other. */
  @ObjectValueField() request?: object;
}

export class DiscardDto {
  @TextField(WORD_CHARS_MAX) reason?: string;
}
