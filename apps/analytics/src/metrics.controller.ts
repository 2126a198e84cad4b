import { type Clock, notFound, refused } from '@caseloop/service';
import { Controller, Get, Inject, Param, Query } from '@nestjs/common';
import { type Dimension, GRAINS, type Grain, METRICS_CATALOG, type Metric } from './metric-catalog.js';
import { type MetricQuery, type MetricRow, MetricsRepository } from './metrics.repository.js';
import { CLOCK } from './tokens.js';

/** What a metric covers when nobody says: the thirty days up to now. */
const PERIOD_DEFAULT_MS = 30 * 24 * 3_600_000;
const INSTANT = /^\d{4}-\d\d-\d\d(T\d\d:\d\d(:\d\d(\.\d{1,3})?)?(Z|[+-]\d\d:\d\d))?$/;

type Params = Readonly<Record<string, unknown>>;

/** `GET /v1/metrics`: what is measured, and what the figures are. */
@Controller('v1/metrics')
export class MetricsController {
  constructor(
    @Inject(MetricsRepository) private readonly metrics: MetricsRepository,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  @Get()
  list() {
    return { items: METRICS_CATALOG.map(described), next: null };
  }

  @Get(':name')
  async read(@Param('name') name: string, @Query() params: Params) {
    const metric = METRICS_CATALOG.find((candidate) => candidate.name === name);
    if (!metric) throw notFound('metric', name);
    const query = readQuery(metric, params, this.clock.now());
    const rows = await this.metrics.read(metric, query);
    return {
      ...described(metric),
      ...query,
      zone: this.metrics.zone,
      items: rows.map((row) => answered(metric, row)),
    };
  }
}

function described({ name, unit, title, definition, sop, by, defaultBy }: Metric) {
  return {
    name,
    unit,
    title,
    definition,
    ...(sop ? { sop } : {}),
    dimensions: by,
    defaultBy: defaultBy ?? null,
  };
}

function answered(metric: Metric, { period, key, numerator, denominator }: MetricRow) {
  const place = { ...(period === null ? {} : { period }), ...(key === null ? {} : { key }) };
  if (metric.unit === 'count') return { ...place, value: numerator };
  // No row, no share: zero of nothing is not zero.
  return { ...place, value: denominator ? numerator / denominator : null, numerator, denominator };
}

function readQuery(metric: Metric, params: Params, now: number): MetricQuery {
  const unknown = Object.keys(params).find((name) => !['from', 'to', 'by', 'grain'].includes(name));
  if (unknown) throw refused(`/${unknown}`, 'unknown', `${unknown} is not known; from, to, by and grain are`);
  return {
    from: readInstant(params, 'from') ?? new Date(now - PERIOD_DEFAULT_MS).toISOString(),
    // The end is open: a millisecond more, so that what happened just now counts.
    to: readInstant(params, 'to') ?? new Date(now + 1).toISOString(),
    by: readWord(params, 'by', metric.by) ?? metric.defaultBy ?? null,
    grain: readWord<Grain>(params, 'grain', GRAINS) ?? 'none',
  };
}

function readInstant(params: Params, name: string): string | undefined {
  const value = params[name];
  if (value === undefined) return undefined;
  if (typeof value === 'string' && INSTANT.test(value) && !Number.isNaN(Date.parse(value))) return value;
  throw refused(`/${name}`, 'instant', `${name} is a date (2026-11-23) or an RFC 3339 time with offset`);
}

function readWord<T extends string | Dimension>(
  params: Params,
  name: string,
  accepted: readonly T[],
): T | undefined {
  const value = params[name];
  if (value === undefined) return undefined;
  const word = accepted.find((candidate) => candidate === value);
  if (word === undefined) throw refused(`/${name}`, 'oneOf', `${name} is one of ${accepted.join(', ')}`);
  return word;
}
