import { expect, test } from 'vitest';
import { createThrottle } from '../../../local/simulator/throttle.ts';
import { virtualClock } from './support/virtual-clock.ts';

const writes = { principal: 'app', subscriptionId: 's', class: 'writes' } as const;
const reads = { ...writes, class: 'reads' } as const;

test('ARM allows 200 writes at once and then 10 a second', () => {
  const clock = virtualClock();
  const throttle = createThrottle(() => clock.now());
  for (let left = 199; left >= 0; left -= 1) expect(throttle.take(writes)).toEqual({ left });
  expect(throttle.take(writes)).toEqual({ left: 0, retryAfter: 1 });
  clock.advance(1000);
  for (let count = 0; count < 10; count += 1) expect(throttle.take(writes).retryAfter).toBeUndefined();
  expect(throttle.take(writes).retryAfter).toBe(1);
});

test('ARM allows 250 reads at once and then 25 a second, whatever was written', () => {
  const clock = virtualClock();
  const throttle = createThrottle(() => clock.now());
  for (let count = 0; count < 300; count += 1) throttle.take(writes);
  for (let count = 0; count < 250; count += 1) expect(throttle.take(reads).retryAfter).toBeUndefined();
  expect(throttle.take(reads).retryAfter).toBe(1);
  clock.advance(1000);
  for (let count = 0; count < 25; count += 1) expect(throttle.take(reads).retryAfter).toBeUndefined();
  expect(throttle.take(reads).retryAfter).toBe(1);
});

test('Principals and subscriptions have budgets of their own', () => {
  const throttle = createThrottle(() => 0);
  for (let count = 0; count < 200; count += 1) throttle.take(writes);
  expect(throttle.take({ ...writes, principal: 'driver' }).left).toBe(199);
  expect(throttle.take({ ...writes, subscriptionId: 't' }).left).toBe(199);
  expect(throttle.take({ ...writes, class: 'deletes' }).left).toBe(199);
});

test('A bucket never holds more than its size', () => {
  const clock = virtualClock();
  const throttle = createThrottle(() => clock.now());
  throttle.take(writes);
  clock.advance(1_000_000);
  expect(throttle.take(writes)).toEqual({ left: 199 });
});
