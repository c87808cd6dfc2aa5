import type { Instant } from '../core/names.ts';

export interface Clock {
  now(): Instant;
}
