// Preloaded into every process of a profiled run: a CPU profile from start to exit, named after its service.
import { writeFileSync } from 'node:fs';
import { Session } from 'node:inspector';
import { join } from 'node:path';

const name = /apps\/(\w+)\/dist\/main\.js$/.exec(process.argv[1])?.[1];
if (name !== undefined) {
  const session = new Session();
  session.connect();
  session.post('Profiler.enable');
  session.post('Profiler.start');
  process.once('exit', () =>
    session.post('Profiler.stop', (_error, { profile }) =>
      writeFileSync(join(process.env.BENCH_PROFILE_DIR, `${name}.cpuprofile`), JSON.stringify(profile)),
    ),
  );
}
