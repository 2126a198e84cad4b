// What the machine is, and who used its cores, from /proc.
import { execFileSync } from 'node:child_process';
import { readFileSync, readdirSync } from 'node:fs';
import { availableParallelism, cpus, totalmem } from 'node:os';
import { root } from '../tools/prepare.mjs';

/** Clock ticks of /proc per second; the same on every Linux. */
const TICKS = 100;

/** CPU seconds so far: of each service, of the database server, of the broker, of the whole machine. */
export function cpuTimes({ services, server }) {
  const processes = allProcesses();
  const own = (pid) => processes.get(pid)?.own ?? 0;
  const spent = Object.fromEntries(Object.entries(services).map(([name, pid]) => [name, own(pid)]));
  const children = [...processes.values()].filter(({ parent }) => parent === server);
  const postgres = sum([
    own(server),
    processes.get(server)?.reaped ?? 0,
    ...children.map((child) => child.own),
  ]);
  const broker = sum(
    [...processes.values()].filter(({ name }) => name.startsWith('beam')).map((beam) => beam.own),
  );
  return { at: Date.now(), spent: { ...spent, postgres, broker }, ...wholeMachine() };
}

/** CPU seconds spent between two readings, and how long that was; `others` is what nobody of ours used. */
export function cpuBetween(before, after) {
  const spent = Object.entries(after.spent).map(([name, seconds]) => [name, seconds - before.spent[name]]);
  const ours = sum(spent.map(([, seconds]) => seconds));
  const others = Math.max(0, after.busy - before.busy - ours);
  return { seconds: (after.at - before.at) / 1000, spent: { ...Object.fromEntries(spent), others } };
}

function allProcesses() {
  const processes = new Map();
  for (const pid of readdirSync('/proc').filter((name) => /^\d+$/.test(name))) {
    try {
      const stat = readFileSync(`/proc/${pid}/stat`, 'latin1');
      const end = stat.lastIndexOf(')');
      const fields = stat
        .slice(end + 2)
        .split(' ')
        .map(Number);
      const [parent, user, system, childUser, childSystem] = [1, 11, 12, 13, 14].map((at) => fields[at]);
      processes.set(Number(pid), {
        parent,
        name: stat.slice(stat.indexOf('(') + 1, end),
        own: (user + system) / TICKS,
        reaped: (childUser + childSystem) / TICKS,
      });
    } catch {
      // It ended while we looked.
    }
  }
  return processes;
}

function wholeMachine() {
  const [user, nice, system, , , irq, softIrq] = readFileSync('/proc/stat', 'latin1')
    .split('\n')[0]
    .split(/ +/)
    .slice(1)
    .map(Number);
  return { busy: sum([user, nice, system, irq, softIrq]) / TICKS };
}

export function machine() {
  return {
    cpu: cpus()[0]?.model.trim() ?? 'unknown',
    cores: availableParallelism(),
    memoryGiB: Math.round(totalmem() / 2 ** 30),
    node: process.version,
    commit:
      git('rev-parse', '--short', 'HEAD') + (git('status', '--porcelain', '-uno') === '' ? '' : '+changes'),
  };
}

function git(...args) {
  try {
    return execFileSync('git', args, { cwd: root, encoding: 'utf8' }).trim();
  } catch {
    return 'unknown';
  }
}

function sum(numbers) {
  return numbers.reduce((total, number) => total + number, 0);
}
