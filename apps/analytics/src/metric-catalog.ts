import type { Language } from '@caseloop/contracts';

/** What a metric can be broken down by, and where that stands: `c` is the case, `k` the clock. */
export const DIMENSIONS = {
  type: 'c.type',
  urgency: 'c.urgency',
  team: 'c.team',
  channel: 'c.channel',
  source: 'c.source',
  unit: 'c.unit',
  pack: 'c.pack_name',
  partner: 'c.partner',
  region: 'c.region',
  industry: 'c.industry',
  memberTier: 'c.member_tier',
  productName: 'c.product_name',
  productModule: 'c.product_module',
  metric: 'k.metric',
} as const;
export type Dimension = keyof typeof DIMENSIONS;

const OF_A_CASE = (Object.keys(DIMENSIONS) as Dimension[]).filter((dimension) => dimension !== 'metric');

export const GRAINS = ['none', 'day', 'week', 'month'] as const;
export type Grain = (typeof GRAINS)[number];

/**
 * One metric, defined once: the answer and its documentation come from here. `at` is the instant that decides the
 * period a row counts in; a share is `numerator` of `denominator`, a count is `numerator` alone.
 */
export interface Metric {
  readonly name: string;
  readonly unit: 'count' | 'share';
  readonly title: Readonly<Record<Language, string>>;
  readonly definition: Readonly<Record<Language, string>>;
  readonly sop?: string;
  readonly from: string;
  readonly at: string;
  readonly where?: string;
  readonly numerator: string;
  readonly denominator?: string;
  readonly by: readonly Dimension[];
  readonly defaultBy?: Dimension;
}

const CASES = 'fact_cases c';
const CLOCKS = 'fact_clocks k join fact_cases c using (case_id)';

export const METRICS_CATALOG: readonly Metric[] = [
  {
    name: 'volume',
    unit: 'count',
    sop: 'S2-20',
    title: { 'zh-CN': '反馈总量', en: 'Volume' },
    definition: { 'zh-CN': '期间内登记的工单数', en: 'Cases opened in the period' },
    from: CASES,
    at: 'c.opened_at',
    numerator: 'count(*)',
    by: OF_A_CASE,
  },
  {
    name: 'urgentShare',
    unit: 'share',
    sop: 'S2-20',
    title: { 'zh-CN': '紧急问题占比', en: 'Urgent share' },
    definition: {
      'zh-CN': '期间内登记的工单中，紧急程度为该服务标准最高级的占比',
      en: 'Share of the cases opened in the period whose urgency is the highest of their pack',
    },
    from: CASES,
    at: 'c.opened_at',
    numerator: 'count(*) filter (where c.is_urgent)',
    denominator: 'count(*)',
    by: OF_A_CASE,
  },
  {
    name: 'timelyRate',
    unit: 'share',
    sop: 'S2-20',
    title: { 'zh-CN': '处理及时率', en: 'Timely rate' },
    definition: {
      'zh-CN': '期间内有结论的解决时限中，按时解决的占比；超时后才解决的计为未及时',
      en: 'Share kept of the resolution promises decided in the period; a breach counts even when it was fulfilled later',
    },
    from: CLOCKS,
    at: 'k.decided_at',
    where: "k.metric = 'resolution'",
    numerator: 'count(*) filter (where k.breached_at is null)',
    denominator: 'count(*)',
    by: OF_A_CASE,
  },
  {
    name: 'attainment',
    unit: 'share',
    title: { 'zh-CN': '承诺达成率', en: 'Attainment' },
    definition: {
      'zh-CN': '期间内有结论的全部承诺中，按时兑现的占比，默认按指标分列',
      en: 'Share kept of all promises decided in the period, by metric unless told otherwise',
    },
    from: CLOCKS,
    at: 'k.decided_at',
    numerator: 'count(*) filter (where k.breached_at is null)',
    denominator: 'count(*)',
    by: [...OF_A_CASE, 'metric'],
    defaultBy: 'metric',
  },
  {
    name: 'csat',
    unit: 'share',
    sop: 'S2-20',
    title: { 'zh-CN': '客户满意度', en: 'Customer satisfaction' },
    definition: {
      'zh-CN': '期间内的评价中，属于正面档位（如满意、基本满意）的占比',
      en: 'Share of the ratings in the period whose band is a positive one of the pack',
    },
    from: 'fact_satisfaction s join fact_cases c using (case_id)',
    at: 's.rated_at',
    numerator: "count(*) filter (where s.sentiment = 'positive')",
    denominator: 'count(*)',
    by: OF_A_CASE,
  },
  {
    name: 'topTypes',
    unit: 'share',
    sop: 'S2-20',
    title: { 'zh-CN': '高频问题类型', en: 'Most frequent types' },
    definition: {
      'zh-CN': '期间内登记的工单按类型（或产品模块）的数量与占比，多者在前',
      en: 'Cases opened in the period by type (or product module), with their share, the most frequent first',
    },
    from: CASES,
    at: 'c.opened_at',
    numerator: 'count(*)',
    denominator: 'sum(count(*)) over ()',
    by: OF_A_CASE,
    defaultBy: 'type',
  },
  {
    name: 'reopenRate',
    unit: 'share',
    title: { 'zh-CN': '重开率', en: 'Reopen rate' },
    definition: {
      'zh-CN': '期间内首次解决的工单中，之后又重新处理的占比',
      en: 'Share of the cases first resolved in the period that were taken up again since',
    },
    from: CASES,
    at: 'c.first_resolved_at',
    numerator: 'count(*) filter (where c.cycle > 1)',
    denominator: 'count(*)',
    by: OF_A_CASE,
  },
];
