import { CASE_STATUSES, type CaseStatus } from '@caseloop/contracts';
import { OneOfField, TextField } from '@caseloop/service';
import { IdField } from './accepted-values.js';
import { WORD_CHARS_MAX } from './limits.js';

const Word = TextField(WORD_CHARS_MAX);

/** What `GET /v1/cases` may be asked. `after` and `limit` are read as on every list. */
export class ListCasesQuery {
  @OneOfField(CASE_STATUSES) status?: CaseStatus;
  @Word type?: string;
  @Word urgency?: string;
  @Word team?: string;
  @Word holder?: string;
  @IdField() customer?: string;
  @Word q?: string;
  @OneOfField(['openedAt', '-openedAt']) sort?: 'openedAt' | '-openedAt';
  @Word after?: string;
  @Word limit?: string;
}
