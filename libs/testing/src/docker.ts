import { SERVER_PROBE_TIMEOUT_MS } from './limits.ts';

let found: Promise<boolean> | undefined;

/** Whether containers can be started here; asked once, and not waited for longer than a moment. */
export function hasDocker(): Promise<boolean> {
  found ??= Promise.race([ask(), moment()]);
  return found;
}

async function ask(): Promise<boolean> {
  try {
    const { getContainerRuntimeClient } = await import('testcontainers');
    await getContainerRuntimeClient();
    return true;
  } catch {
    return false;
  }
}

function moment(): Promise<boolean> {
  // Importing testcontainers takes a third of a second on its own.
  return new Promise((resolve) => setTimeout(resolve, 2 * SERVER_PROBE_TIMEOUT_MS, false).unref());
}
