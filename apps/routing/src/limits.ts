/** Limits of routing. Each one is enforced where it is named. */

/** Cases an agent may hold at once unless their team says otherwise. */
export const CAPACITY_DEFAULT = 20;
export const CAPACITY_MAX = 10_000;
/** Teams, roles, skills or languages of one agent. */
export const WORDS_PER_AGENT_MAX = 50;
/** Waiting cases looked at in one statement when a queue is worked; the next statement takes the next ones. */
export const QUEUE_PAGE = 500;
/** Pages of one pass over a queue: what waits behind them waits for the next free place. */
export const QUEUE_PAGES_MAX = 20;
/** Candidates kept with a decision, in order of declaration; how many there were is kept beside them. */
export const CANDIDATES_KEPT_MAX = 200;
