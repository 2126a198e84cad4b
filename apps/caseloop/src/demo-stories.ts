import { DEMO_CHANNELS, DEMO_CUSTOMERS, DEMO_REQUESTS, type DemoRequest } from './demo-data.js';

const MINUTE = 60_000;
const DAY = 24 * 60 * MINUTE;

/** One thing somebody does to a case, some time after it was opened. `by`: `holder` stands for whoever holds it. */
export interface DemoStep {
  readonly afterMs: number;
  readonly by: 'holder' | 'customer' | 'lin';
  readonly command: string;
  readonly fields: Readonly<Record<string, unknown>>;
}

/** A request and what becomes of it. Instants inside fields are given as milliseconds after the step (`inMs`). */
export interface DemoStory {
  readonly openAt: number;
  readonly key: string;
  readonly request: DemoRequest;
  readonly customer: { readonly name: string; readonly phone: string };
  readonly channel: string;
  readonly steps: readonly DemoStep[];
}

/** Numbers in [0, 1) that are the same for the same seed (mulberry32, public domain). */
export function seeded(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}

const pick = <T>(list: readonly T[], chance: () => number): T => list[Math.floor(chance() * list.length)]!;

/** The n-th story of a seed, opened at `openAt` (epoch milliseconds). */
export function demoStory(seed: number, n: number, openAt: number): DemoStory {
  const chance = seeded(seed * 7919 + n);
  const request = pick(DEMO_REQUESTS, chance);
  return {
    openAt,
    key: `demo-${seed}-${n}`,
    request,
    customer: pick(DEMO_CUSTOMERS, chance),
    channel: pick(DEMO_CHANNELS, chance),
    steps: pick(COURSES, chance)(chance),
  };
}

/** Stories spread over the days before `now`, in the order in which they begin. */
export function demoHistory(
  seed: number,
  now: number,
  options: { cases: number; days: number },
): DemoStory[] {
  const chance = seeded(seed);
  const openings = Array.from(
    { length: options.cases },
    () => now - Math.floor(chance() * options.days * DAY),
  );
  return openings.sort((a, b) => a - b).map((openAt, n) => demoStory(seed, n, openAt));
}

type Course = (chance: () => number) => DemoStep[];

const COURSES: readonly Course[] = [
  (chance) => [...begun(chance, 10), ...resolved(90 + chance() * 200), rated(320, 'satisfied'), closed(400)],
  (chance) => [
    ...begun(chance, 20),
    ...resolved(60 + chance() * 600),
    rated(900, 'mostlySatisfied'),
    closed(1000),
  ],
  // Too late for the supervisor's hour and for the first plan.
  (chance) => [...begun(chance, 150 + chance() * 60), ...resolved(700), rated(900, 'satisfied'), closed(950)],
  // Not satisfied the first time.
  (chance) => [
    ...begun(chance, 15),
    ...resolved(240),
    { ...rated(300, 'dissatisfied'), fields: { band: 'dissatisfied', reason: '问题又出现了' } },
    ...resolved(900),
    rated(1000, 'satisfied'),
    closed(1100),
  ],
  // Waits for the customer, and goes on a day later.
  (chance) => [
    ...begun(chance, 30),
    step(60, 'holder', 'wait', { for: 'customer', reason: '等待客户提供序列号' }),
    step(60 + 24 * 60, 'holder', 'resume', {}),
    ...resolved(60 + 26 * 60),
  ],
  (chance) => begun(chance, 25),
  () => [],
];

function begun(chance: () => number, minutes: number): DemoStep[] {
  const eta = { inMs: 4 * 60 * MINUTE };
  return [
    step(minutes, 'lin', 'acknowledgeEscalation', {}),
    step(minutes + 1, 'holder', 'take', {}),
    step(minutes + 3, 'holder', 'contact', {
      ...{
        direction: 'out',
        channel: 'phone',
        purpose: 'greeting',
        text: '您好，我们已收到您的反馈，正在为您排查。',
      },
    }),
    step(minutes + 20 + chance() * 20, 'holder', 'proposePlan', {
      ...{ cause: '初步判断为模块故障', method: '更换模块并测试', date: eta, eta, progressChannel: 'phone' },
    }),
  ];
}

const resolved = (minutes: number): DemoStep[] => [
  step(minutes, 'holder', 'resolve', { solution: '已更换模块，测试正常' }),
];
const rated = (minutes: number, band: string): DemoStep => step(minutes, 'customer', 'rate', { band });
const closed = (minutes: number): DemoStep => step(minutes, 'holder', 'close', {});

function step(minutes: number, by: DemoStep['by'], command: string, fields: DemoStep['fields']): DemoStep {
  return { afterMs: Math.round(minutes * MINUTE), by, command, fields };
}
