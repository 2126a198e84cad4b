import type { RunningInstallation } from './all-in-one.js';

/** What `up` says when everything answers: where it is, what it is not, and what to type next. */
export function banner(installation: RunningInstallation): string {
  const { url, bus, database, packs } = installation;
  return [
    '',
    `  Caseloop is ready at ${url}`,
    '',
    `  bus        ${bus}`,
    `  database   ${database}`,
    `  packs      ${packs.join(', ')}`,
    `  health     ${url}/health/ready`,
    `  cases      ${url}/v1/cases`,
    '',
    '  For development: callers from this machine need no token, and time can be moved. Not for production.',
    '',
    '  Next:',
    `    curl -sX PUT ${url}/v1/agents/wu -H 'content-type: application/json' -d '{"team":"techSupport"}'`,
    `    npx caseloop send --url ${url} --type productFault --name '张伟' --phone 13800001234 --verbatim '设备无法启动'`,
    `    curl -s ${url}/v1/cases`,
    '',
    '  Ctrl-C stops everything.',
    '',
  ].join('\n');
}
