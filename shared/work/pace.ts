import { setTimeout as delay } from 'node:timers/promises';
import type { Millis } from '../core/time.ts';

/** Lets callers through one by one, at least `interval` apart. */
export function createPace(interval: Millis): () => Promise<void> {
  let turn: Promise<void> = Promise.resolve();
  return () => {
    const mine = turn;
    turn = mine.then(() => delay(interval));
    return mine;
  };
}
