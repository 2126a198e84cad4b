/**
 * The one reader of the wall clock. Business time is epoch milliseconds. In the embedded and test modes it can be
 * set, frozen and advanced; in production it is the machine's and nothing else.
 */
export interface Clock {
  now(): number;
}
