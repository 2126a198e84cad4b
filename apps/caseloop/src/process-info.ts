import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';

/** A process of this machine as the system shows it. */
export interface ProcessInfo {
  readonly parent: number;
  /** Its command line. */
  readonly args: string;
}

/** What runs under `pid`; null when nothing does, or the system does not tell. */
export function processInfo(pid: number): ProcessInfo | null {
  if (!Number.isInteger(pid) || pid <= 0) return null;
  return process.platform === 'linux' ? fromProc(pid) : fromPs(pid);
}

function fromProc(pid: number): ProcessInfo | null {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    const args = readFileSync(`/proc/${pid}/cmdline`, 'utf8').replaceAll('\0', ' ');
    // The name in parentheses may hold anything, spaces and parentheses included; what follows is fixed.
    return { parent: Number(stat.slice(stat.lastIndexOf(')') + 2).split(' ')[1]), args };
  } catch {
    return null;
  }
}

function fromPs(pid: number): ProcessInfo | null {
  const { stdout } = spawnSync('ps', ['-o', 'ppid=,args=', '-p', String(pid)], { encoding: 'utf8' });
  const found = /^\s*(\d+)\s+(.*)$/m.exec(stdout ?? '');
  return found && { parent: Number(found[1]), args: found[2]! };
}
