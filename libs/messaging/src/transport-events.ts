import type { UnconfirmedError } from './transport.js';

/** What a transport meets that nobody asked it for: for logs and metrics, never for decisions. */
export type TransportEvent =
  | { readonly kind: 'connected'; readonly connection: string }
  | { readonly kind: 'disconnected'; readonly connection: string; readonly error: unknown }
  | {
      readonly kind: 'connectFailed';
      readonly connection: string;
      readonly error: unknown;
      readonly retryInMs: number;
    }
  | { readonly kind: 'blocked'; readonly connection: string; readonly reason: string }
  | { readonly kind: 'unblocked'; readonly connection: string }
  | { readonly kind: 'consumerLost'; readonly queue: string; readonly error: unknown }
  | {
      readonly kind: 'batchRejected';
      readonly queue: string;
      readonly messages: number;
      readonly error: unknown;
      readonly retryInMs: number;
    }
  | { readonly kind: 'unconfirmed'; readonly error: UnconfirmedError }
  | { readonly kind: 'dropped'; readonly exchange: string; readonly routingKey: string };

export type OnTransportEvent = (event: TransportEvent) => void;
