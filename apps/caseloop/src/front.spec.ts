import { expect, test } from '@jest/globals';
import { mergeMetrics } from './front.js';

test('figures of several services are one text, each family described once with its samples together', () => {
  const depth = (service: string) =>
    `# HELP depth Messages.\n# TYPE depth gauge\ndepth{service="${service}"} 1\n# HELP age Seconds.\n# TYPE age gauge\nage{service="${service}"} 2\n`;
  expect(mergeMetrics([depth('sla'), depth('intake')])).toBe(
    [
      '# HELP depth Messages.',
      '# TYPE depth gauge',
      'depth{service="sla"} 1',
      'depth{service="intake"} 1',
      '# HELP age Seconds.',
      '# TYPE age gauge',
      'age{service="sla"} 2',
      'age{service="intake"} 2',
      '',
    ].join('\n'),
  );
});
