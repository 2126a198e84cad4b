// The one ESLint configuration: layers between projects, purity of what decides, size limits.
import nx from '@nx/eslint-plugin';
import tseslint from 'typescript-eslint';

const layer = (name, allowed, extra = {}) => ({
  sourceTag: `layer:${name}`,
  onlyDependOnLibsWithTags: allowed.map((tag) => `layer:${tag}`),
  ...extra,
});
const layers = [
  layer('app', ['platform', 'policy', 'service-time', 'contracts']),
  layer('all-in-one', ['app', 'platform', 'policy', 'service-time', 'contracts']),
  layer('platform', ['contracts']),
  layer('policy', ['contracts', 'service-time']),
  layer('contracts', []),
  layer('service-time', [], { bannedExternalImports: ['*'] }),
  layer('testing', ['platform', 'policy', 'service-time', 'contracts', 'app', 'all-in-one']),
];
const layersInTests = layers.map(({ sourceTag, onlyDependOnLibsWithTags }) => ({
  sourceTag,
  onlyDependOnLibsWithTags: [
    ...onlyDependOnLibsWithTags,
    'layer:testing',
    ...(sourceTag === 'layer:platform' ? ['layer:platform'] : []),
  ],
}));
const boundaries = (depConstraints, ignoredCircularDependencies = []) => [
  'error',
  {
    enforceBuildableLibDependency: false,
    allowCircularSelfDependency: true,
    depConstraints,
    ignoredCircularDependencies,
  },
];
// What tests stand on is built from the libraries that are tested on it; at run time there is no circle.
const circlesOfTests = ['messaging', 'service', 'policy', 'contracts', 'service-time'].map((name) => [
  `@caseloop/${name}`,
  '@caseloop/testing',
]);

const impure = [
  {
    selector: "NewExpression[callee.name='Date'][arguments.length=0]",
    message: 'Take `now` as a parameter.',
  },
  {
    selector: "CallExpression[callee.object.name='Date'][callee.property.name='now']",
    message: 'Take `now` as a parameter.',
  },
  {
    selector: "CallExpression[callee.object.name='Math'][callee.property.name='random']",
    message: 'Take chance as a parameter.',
  },
  { selector: "MemberExpression[object.name='process']", message: 'Pure code knows no process.' },
  {
    selector: 'CallExpression[callee.name=/^set(Timeout|Interval|Immediate)$/]',
    message: 'Pure code does not wait.',
  },
];
const wallClock = [impure[0], impure[1]];

export default tseslint.config(
  { ignores: ['**/dist/**', '**/node_modules/**', '.nx/**', '.caseloop/**'] },
  ...tseslint.configs.recommended,
  {
    files: ['**/*.ts'],
    plugins: { '@nx': nx },
    rules: {
      '@nx/enforce-module-boundaries': boundaries(layers),
      'max-lines': ['error', { max: 250 }],
      'max-lines-per-function': ['error', { max: 50 }],

      '@typescript-eslint/no-non-null-assertion': 'off',
      '@typescript-eslint/no-unused-vars': ['error', { argsIgnorePattern: '^_', varsIgnorePattern: '^_' }],
      'no-restricted-exports': ['error', { restrictDefaultExports: { direct: true } }],
      'no-restricted-syntax': [
        'error',
        ...wallClock,
        {
          selector: "MemberExpression[object.object.name='process'][object.property.name='env']",
          message: 'Only config.ts reads the environment.',
        },
      ],
      eqeqeq: 'error',
    },
  },
  {
    files: ['libs/service-time/src/**/*.ts', 'libs/policy/src/**/*.ts', 'apps/*/src/domain/**/*.ts'],
    ignores: ['**/*.spec.ts'],
    rules: { 'no-restricted-syntax': ['error', ...impure] },
  },
  {
    files: ['apps/*/src/domain/**/*.ts'],
    ignores: ['**/*.spec.ts'],
    rules: {
      'no-restricted-imports': [
        'error',
        {
          patterns: [
            {
              regex: '^(?!\\.{1,2}/|@caseloop/(contracts|policy|service-time)$)',
              message: 'What decides imports nothing but contracts, policy, service-time and itself.',
            },
          ],
        },
      ],
    },
  },
  {
    files: ['**/src/config.ts'],
    rules: { 'no-restricted-syntax': ['error', ...wallClock] },
  },
  {
    files: ['**/*.spec.ts', '**/test/**/*.ts', 'e2e/**/*.ts', 'libs/testing/**/*.ts'],
    rules: {
      '@nx/enforce-module-boundaries': boundaries(layersInTests, circlesOfTests),
      // A describe block is a chapter, not a function.
      'max-lines-per-function': 'off',
      'no-restricted-syntax': [
        'error',
        ...wallClock,
        {
          selector: "CallExpression[callee.object.name='jest'][callee.property.name=/mock/i]",
          message: 'Our own code is not mocked: give what it needs as values.',
        },
      ],
    },
  },
);
