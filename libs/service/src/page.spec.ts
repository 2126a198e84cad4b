import { describe, expect, test } from '@jest/globals';
import { page, pageQuery } from './page.js';
import { Problem } from './problem.js';

const idOf = (item: { id: string }): string => item.id;
const rows = ['a', 'b', '工'].map((id) => ({ id }));

describe('a list in pages', () => {
  test('has a next page exactly when there was one row too many', () => {
    expect(page(rows, 3, idOf)).toEqual({ items: rows, next: null });
    expect(page([], 3, idOf)).toEqual({ items: [], next: null });
    expect(page(rows, 2, idOf)).toMatchObject({ items: rows.slice(0, 2), next: expect.any(String) });
  });

  test('goes on after the last item of the page before', () => {
    const { next } = page([{ id: '工' }, { id: 'x' }], 1, idOf);
    expect(pageQuery({ after: next! })).toEqual({ after: '工', limit: 50 });
  });

  test.each(['0', '201', '-1', '1.5', 'x', '', ['1', '2']])('refuses the limit %p', (limit) => {
    expect(() => pageQuery({ limit })).toThrow(Problem);
  });

  test.each(['no cursor!', 'AA', '/w', 'x'.repeat(2_000), ['a']])('refuses the cursor %p', (after) => {
    expect(() => pageQuery({ after })).toThrow(Problem);
  });
});
