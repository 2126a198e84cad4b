import { SERVICES, type ServiceName } from '@caseloop/contracts';

/**
 * Which service answers a path. The front of the all-in-one and of `--infra local` routes by this table; an ingress
 * has to say the same. The first row that matches decides, so the longer paths stand first.
 */
const ROUTES: readonly (readonly [pattern: RegExp, service: ServiceName])[] = [
  [/^\/v1\/cases\/[^/]+\/clocks$/, 'sla'],
  [/^\/v1\/cases\/[^/]+\/messages$/, 'notifications'],
  [/^\/v1\/cases\/[^/]+\/routing$/, 'routing'],
  [/^\/v1\/cases(\/|$)/, 'casework'],
  [/^\/v1\/clocks(\/|$)/, 'sla'],
  [/^\/v1\/(requests|rejected-requests|customers|policies)(\/|$)/, 'intake'],
  [/^\/v1\/(teams|agents|shifts)(\/|$)/, 'routing'],
  [/^\/v1\/(surveys|call-tasks)(\/|$)/, 'notifications'],
  [/^\/v1\/(metrics|reports|datasets|incidents|improvement-plans)(\/|$)/, 'analytics'],
];

const PARKED = /^\/v1\/parked\/([^/]+)(\/|$)/;

/** The service that answers `path` (without the query), or null when none does. */
export function serviceFor(path: string): ServiceName | null {
  const parked = PARKED.exec(path);
  if (parked) return SERVICES.find((service) => service === parked[1]) ?? null;
  return ROUTES.find(([pattern]) => pattern.test(path))?.[1] ?? null;
}
