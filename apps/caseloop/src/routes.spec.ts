import { expect, test } from '@jest/globals';
import { serviceFor } from './routes.js';

test.each([
  ['/v1/requests', 'intake'],
  ['/v1/requests/0197', 'intake'],
  ['/v1/cases', 'casework'],
  ['/v1/cases/SH-2026-000001', 'casework'],
  ['/v1/cases/SH-2026-000001/commands/take', 'casework'],
  ['/v1/cases/SH-2026-000001/timeline', 'casework'],
  ['/v1/cases/SH-2026-000001/clocks', 'sla'],
  ['/v1/cases/SH-2026-000001/messages', 'notifications'],
  ['/v1/cases/SH-2026-000001/routing', 'routing'],
  ['/v1/clocks/1/explain', 'sla'],
  ['/v1/agents/wu/presence', 'routing'],
  ['/v1/metrics/volume', 'analytics'],
  ['/v1/parked/sla', 'sla'],
  ['/v1/parked/sla/replay', 'sla'],
])('%s is answered by %s', (path, service) => {
  expect(serviceFor(path)).toBe(service);
});

test.each(['/', '/v1', '/v1/casesque', '/v1/parked/nobody', '/internal/dev/tick'])(
  '%s is answered by nobody',
  (path) => {
    expect(serviceFor(path)).toBeNull();
  },
);
