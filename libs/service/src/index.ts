export type * from './service.js';
export type * from './clock.js';
export type * from './config.js';
export type * from './logger.js';
