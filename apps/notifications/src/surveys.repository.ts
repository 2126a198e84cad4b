import type { Transaction } from '@caseloop/messaging';

/** One question to the customer about one handling of one case. */
export interface Survey {
  readonly id: string;
  readonly caseId: string;
  readonly cycle: number;
  readonly messageId: string;
  readonly expiresAt: number;
  readonly sentAt: number | null;
  readonly answeredAt: number | null;
}

/** A link is known by the hash of its token; the token itself stands in the message alone. */
export interface SurveyLink {
  readonly surveyId: string;
  readonly tokenHash: string;
}

interface Row {
  id: string;
  case_id: string;
  cycle: number;
  message_id: string;
  expires_at: Date;
  sent_at: Date | null;
  answered_at: Date | null;
}

const COLUMNS = 's.id, s.case_id, s.cycle, s.message_id, s.expires_at, s.sent_at, s.answered_at';
const OF_CASES = `select ${COLUMNS} from surveys s where case_id = any($1::uuid[])`;
const ADD = `insert into surveys (id, case_id, cycle, message_id, expires_at)
  select * from unnest($1::uuid[], $2::uuid[], $3::integer[], $4::uuid[], $5::timestamptz[])`;
const ADD_LINKS = `insert into survey_links (token_hash, survey_id) select * from unnest($1::text[], $2::uuid[])`;
const BY_LINK = `select ${COLUMNS} from surveys s join survey_links l on l.survey_id = s.id
  where l.token_hash = $1 for update of s`;
const CARRIED_BY = `update surveys s set message_id = m.to_id
  from unnest($1::uuid[], $2::uuid[]) as m (from_id, to_id) where s.message_id = m.from_id and s.sent_at is null`;
const MARK_SENT = `update surveys s set sent_at = $2
  where message_id = any($1::uuid[]) and sent_at is null returning ${COLUMNS}`;

export class SurveysRepository {
  /** All surveys of these cases, one for each cycle at most. */
  async ofCases(tx: Transaction, caseIds: readonly string[]): Promise<Survey[]> {
    return (await tx.prepared<Row>('surveys_of_cases', OF_CASES, [caseIds])).rows.map(fromRow);
  }

  async add(tx: Transaction, surveys: readonly Survey[], links: readonly SurveyLink[]): Promise<void> {
    if (surveys.length > 0) {
      await tx.prepared('surveys_add', ADD, [
        surveys.map(({ id }) => id),
        surveys.map(({ caseId }) => caseId),
        surveys.map(({ cycle }) => cycle),
        surveys.map(({ messageId }) => messageId),
        surveys.map(({ expiresAt }) => new Date(expiresAt)),
      ]);
    }
    if (links.length > 0) {
      await tx.prepared('survey_links_add', ADD_LINKS, [
        links.map(({ tokenHash }) => tokenHash),
        links.map(({ surveyId }) => surveyId),
      ]);
    }
  }

  /** The survey behind a link, locked, so that only one answer finds it unanswered. */
  async byLink(tx: Transaction, tokenHash: string): Promise<Survey | null> {
    const { rows } = await tx.query<Row>(BY_LINK, [tokenHash]);
    return rows[0] === undefined ? null : fromRow(rows[0]);
  }

  async markAnswered(tx: Transaction, id: string, now: number): Promise<void> {
    await tx.query('update surveys set answered_at = $2 where id = $1', [id, new Date(now)]);
  }

  /** Another message carries a survey now: pairs of the old and the new one. */
  async carriedBy(tx: Transaction, pairs: readonly (readonly [string, string])[]): Promise<void> {
    if (pairs.length === 0) return;
    await tx.prepared('surveys_carried_by', CARRIED_BY, [
      pairs.map(([from]) => from),
      pairs.map(([, to]) => to),
    ]);
  }

  /** The surveys that went out with these messages, each one once. */
  async markSent(tx: Transaction, messageIds: readonly string[], now: number): Promise<Survey[]> {
    return (await tx.prepared<Row>('surveys_mark_sent', MARK_SENT, [messageIds, new Date(now)])).rows.map(
      fromRow,
    );
  }
}

function fromRow(row: Row): Survey {
  return {
    id: row.id,
    caseId: row.case_id,
    cycle: row.cycle,
    messageId: row.message_id,
    expiresAt: row.expires_at.getTime(),
    sentAt: row.sent_at?.getTime() ?? null,
    answeredAt: row.answered_at?.getTime() ?? null,
  };
}
