#!/usr/bin/env node
// `npx caseloop` from a clone: brings the build up to date, then runs it.
import { ensureBuilt, ensureInstalled } from '../../../tools/prepare.mjs';

ensureInstalled();
ensureBuilt();
const { main } = await import('../dist/cli.js');
await main(process.argv);
