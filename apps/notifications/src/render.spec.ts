import { describe, expect, test } from '@jest/globals';
import type { Pack } from '@caseloop/policy';
import { Renderer } from './render.js';

const packWith = (body: string) =>
  ({
    name: 'p',
    version: body,
    templates: { resultNotice: { 'zh-CN': { body }, en: { body } } },
  }) as unknown as Pack;
const render = (body: string, variables: Record<string, unknown>) =>
  new Renderer().render(packWith(body), 'resultNotice', 'en', variables).text;

describe('the texts of packs', () => {
  test('a value takes its place', () => {
    expect(
      render('Case {{ case.number }}: {{ solution }}', { case: { number: 'SH-1' }, solution: 'replaced' }),
    ).toBe('Case SH-1: replaced');
  });
  test('an absent value leaves its place empty', () => {
    expect(render('[{{ holder.name }}]', {})).toBe('[]');
  });
  test('what is empty is not there', () => {
    const body = 'Accepted{% if eta %}, until {{ eta }}{% endif %}{% unless plan.steps %}.{% endunless %}';
    expect(render(body, { eta: '', plan: {} })).toBe('Accepted.');
    expect(render(body, { eta: '17:00', plan: { steps: ['a'] } })).toBe('Accepted, until 17:00');
  });
  test('what a person wrote is never a template', () => {
    expect(render('{{ solution }}', { solution: '{{ case.number }}{% raw %}' })).toBe(
      '{{ case.number }}{% raw %}',
    );
  });
  test('control and direction characters in a value become spaces, line breaks stay', () => {
    expect(render('{{ solution }}', { solution: 'a\u0000b\u202ec\nd\re' })).toBe('a b c\nd e');
  });
  test('a long value is cut', () => {
    expect(render('{{ solution }}', { solution: 'x'.repeat(50_000) })).toHaveLength(2_000);
  });
  test('no file can be included', () => {
    expect(() => render("{% include '/etc/passwd' %}", {})).toThrow();
    expect(() => render("{% render 'secret' %}", {})).toThrow();
    expect(() => render("{% layout 'secret' %}", {})).toThrow();
  });
  test('prototypes are out of reach', () => {
    expect(render('{{ case.constructor.name }}{{ case.__proto__ }}', { case: {} })).toBe('');
  });
  test('a text is not lost because the process stood still while it was made', () => {
    let stalls = 2;
    const variables = {
      get solution() {
        if (stalls-- > 0) Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 250);
        return 'replaced';
      },
    };
    expect(render('{{ solution }}{{ solution }}', variables)).toBe('replacedreplaced');
  });
  test('a loop that allocates without end is stopped', () => {
    const bomb =
      '{% assign x = "aaaaaaaaaa" %}{% for i in (1..30) %}{% assign x = x | append: x %}{% endfor %}{{ x }}';
    expect(() => render(bomb, {})).toThrow(/limit/i);
    expect(() => render('{% for i in (1..99999999) %}x{% endfor %}', {})).toThrow(/limit/i);
  });
});
