import type { Pool } from 'pg';
import { DIMENSIONS, type Dimension, type Grain, type Metric } from './metric-catalog.js';

/** Groups one answer shows at most; the smallest ones beyond it are left out. */
export const METRIC_GROUPS_MAX = 1000;

/** Which rows of a metric are wanted. `from` and `to` are RFC 3339 instants, or dates: the start of that day in the report's zone. */
export interface MetricQuery {
  readonly from: string;
  readonly to: string;
  readonly by: Dimension | null;
  readonly grain: Grain;
}

export interface MetricRow {
  readonly period: string | null;
  readonly key: string | null;
  readonly numerator: number;
  readonly denominator: number | null;
}

/** Reads metrics off the facts; periods begin in the zone reports are made in. */
export class MetricsRepository {
  constructor(
    private readonly pool: Pool,
    readonly zone: string,
  ) {}

  async read(metric: Metric, query: MetricQuery): Promise<MetricRow[]> {
    const { rows } = await this.pool.query<{
      period: Date | null;
      key: string | null;
      numerator: string;
      denominator: string | null;
    }>(sqlFor(metric, query), [query.from, query.to, this.zone]);
    return rows.map(({ period, key, numerator, denominator }) => ({
      period: period?.toISOString() ?? null,
      key,
      numerator: Number(numerator),
      denominator: denominator === null ? null : Number(denominator),
    }));
  }
}

/** The parts come from the catalogue and from closed lists; what a caller sends is only ever a parameter. */
function sqlFor(metric: Metric, { from, to, by, grain }: MetricQuery): string {
  const period = grain === 'none' ? 'null::timestamptz' : `date_trunc('${grain}', ${metric.at}, $3)`;
  const conditions = [
    `${metric.at} >= ${instantOf(from, '$1')}`,
    `${metric.at} < ${instantOf(to, '$2')}`,
    '$3::text is not null',
    ...(metric.where ? [metric.where] : []),
  ];
  return `
    select ${period} as period, ${by ? `${DIMENSIONS[by]}` : 'null::text'} as key,
           ${metric.numerator} as numerator, ${metric.denominator ?? 'null::bigint'} as denominator
    from ${metric.from}
    where ${conditions.join(' and ')}
    group by 1, 2
    order by 1, 3 desc, 2
    limit ${METRIC_GROUPS_MAX}`;
}

function instantOf(text: string, parameter: string): string {
  const isDate = /^\d{4}-\d\d-\d\d$/.test(text);
  return isDate ? `(${parameter}::text::timestamp at time zone $3)` : `${parameter}::text::timestamptz`;
}
