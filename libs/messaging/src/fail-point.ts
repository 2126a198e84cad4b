import { writeSync } from 'node:fs';

/** Ends the process the n-th time it comes by, or each time with the probability `p`. */
interface Fault {
  readonly place: string;
  readonly signal: NodeJS.Signals;
  readonly n: number | null;
  readonly p: number | null;
}

const SPEC = /^([\w.]+):(?:n=([1-9]\d*)|p=(0(?:\.\d+)?|1)):(SIG[A-Z]+)$/;

/**
 * Reads `place:n=3:SIGKILL` or `place:p=0.02:SIGKILL`, several of them with commas between. Throws when it is neither:
 * a fault that is spelled wrong would prove everything.
 */
export function readFaults(text: string): Fault[] {
  return text
    .split(',')
    .filter((spec) => spec !== '')
    .map((spec) => {
      const [, place, n, p, signal] = SPEC.exec(spec) ?? [];
      if (place === undefined)
        throw new Error(`FAULT is not "place:n=3:SIGKILL" or "place:p=0.02:SIGKILL": ${spec}`);
      return {
        place,
        signal: signal as NodeJS.Signals,
        n: n === undefined ? null : Number(n),
        p: p === undefined ? null : Number(p),
      };
    });
}

function armedByEnvironment(): readonly Fault[] {
  const { FAULT = '' } = process.env;
  return readFaults(FAULT);
}

let armed: readonly Fault[] | null = null;
const passes = new Map<string, number>();

/**
 * A place where a process may be made to end, to prove that nothing depends on it not ending there. Only the build of
 * the proofs has these calls (`tools/build.mjs` leaves them out of any other), and there only the environment variable
 * `FAULT` arms them. The places and their reasons stand in `chaos/places.mjs`.
 */
export function failPoint(place: string): void {
  armed ??= armedByEnvironment();
  const fault = armed.find((candidate) => candidate.place === place);
  if (fault === undefined) return;
  const pass = (passes.get(place) ?? 0) + 1;
  passes.set(place, pass);
  if (fault.n === null ? Math.random() >= fault.p! : pass !== fault.n) return;
  // Synchronous, because there is no later: the runner counts these lines.
  writeSync(2, `FAULT ${place} ${fault.signal}\n`);
  process.kill(process.pid, fault.signal);
}
