import { type Environment, processEnvironment, readEnv } from '@caseloop/service';

export interface NotificationsConfig {
  /** What stands before `/v1/surveys/...` in links to customers; empty gives a path, which is enough on one machine. */
  readonly publicUrl: string;
}

export function readNotificationsConfig(env: Environment = processEnvironment()): NotificationsConfig {
  const reader = readEnv(env);
  const publicUrl = reader.url('CASELOOP_PUBLIC_URL', ['http:', 'https:'], { fallback: '' });
  reader.done();
  return { publicUrl: publicUrl.replace(/\/+$/, '') };
}
