import { type Environment, readEnv } from '@caseloop/service';

export interface AnalyticsConfig {
  /** IANA zone in which the days, weeks and months of a report begin. */
  readonly reportZone: string;
}

/** What analytics reads of the environment for itself. */
export function readAnalyticsConfig(env: Environment): AnalyticsConfig {
  const reader = readEnv(env);
  const reportZone = reader.text('REPORT_ZONE', 'an IANA time zone such as Asia/Shanghai', {
    fallback: 'Asia/Shanghai',
    pattern: /^[A-Za-z0-9_+/-]{1,64}$/,
  });
  reader.done();
  return { reportZone };
}
