// The one Jest configuration: three sizes of tests, told apart by where they stand.
//   small   src/**/*.spec.ts    values only, no I/O
//   medium  test/**/*.spec.ts   one service or lib against real Postgres and RabbitMQ
//   large   e2e/**/*.spec.ts    the whole product, as its users start it
import { readFileSync } from 'node:fs';

const swc = JSON.parse(readFileSync(new URL('./tools/swc.json', import.meta.url), 'utf8'));
delete swc.$schema;

const common = {
  testEnvironment: 'node',
  extensionsToTreatAsEsm: ['.ts'],
  transform: { '^.+\\.ts$': ['@swc/jest', { ...swc, sourceMaps: 'inline' }] },
  testEnvironmentOptions: { customExportConditions: ['@caseloop/source', 'node', 'node-addons'] },
  moduleNameMapper: { '^(\\.{1,2}/.*)\\.js$': '$1' },
  modulePathIgnorePatterns: ['<rootDir>/(apps|libs)/[^/]+/dist/'],
};
const servers = {
  globalSetup: './libs/testing/src/global-setup.ts',
  globalTeardown: './libs/testing/src/global-teardown.ts',
};

export default {
  projects: [
    { ...common, displayName: 'small', testMatch: ['<rootDir>/{apps,libs,tools}/**/src/**/*.spec.ts'] },
    {
      ...common,
      ...servers,
      displayName: 'medium',
      testMatch: ['<rootDir>/{apps,libs,tools}/**/test/**/*.spec.ts'],
    },
    { ...common, ...servers, displayName: 'large', testMatch: ['<rootDir>/e2e/**/*.spec.ts'] },
  ],
  reporters: ['default', './tools/count-reporter.mjs'],
  testTimeout: 60_000,
};
