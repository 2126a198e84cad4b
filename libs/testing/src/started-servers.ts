/** What the set-up has started itself and the tear-down has to end; both run in Jest's own process. */
const stops: (() => Promise<unknown>)[] = [];

export function stopLater(stop: () => Promise<unknown>): void {
  stops.push(stop);
}

export async function stopStarted(): Promise<void> {
  for (const stop of stops.splice(0).reverse()) await stop();
}
