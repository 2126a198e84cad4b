// Gives every project the same four targets, so that no project needs a configuration of its own.
import { dirname } from 'node:path';

const sources = ['default', '^production'];

export const createNodesV2 = [
  '{apps,libs}/*/package.json',
  (files) =>
    files.map((file) => {
      const root = dirname(file);
      const targets = {
        build: {
          command: 'node ../../tools/build.mjs',
          options: { cwd: root },
          inputs: ['production', '{workspaceRoot}/tools/**/*'],
          outputs: [`{projectRoot}/dist`],
          cache: true,
        },
        typecheck: { command: 'tsc -p tsconfig.json', options: { cwd: root }, inputs: sources, cache: true },
        lint: {
          command: `eslint ${root}`,
          inputs: [...sources, '{workspaceRoot}/eslint.config.mjs'],
          cache: true,
        },
        'test-small': {
          command: `node --experimental-vm-modules --disable-warning=ExperimentalWarning node_modules/jest/bin/jest.js --selectProjects small --passWithNoTests ${root}/src`,
          inputs: [...sources, '{workspaceRoot}/jest.config.mjs'],
          cache: true,
        },
      };
      return [file, { projects: { [root]: { targets } } }];
    }),
];
