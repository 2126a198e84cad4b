/** Waits for `work` to end, well or badly, but no longer than `limitMs`; true when it ended in time. */
export async function withinLimit(work: Promise<unknown> | null, limitMs: number): Promise<boolean> {
  let timer: NodeJS.Timeout | undefined;
  const limit = new Promise<boolean>((resolve) => {
    timer = setTimeout(resolve, limitMs, false);
  });
  const end = Promise.resolve(work).then(
    () => true,
    () => true,
  );
  try {
    return await Promise.race([end, limit]);
  } finally {
    clearTimeout(timer);
  }
}
