import { isRead } from './faults.ts';

export type BucketSize = { readonly size: number; readonly perSecond: number };
export type RequestClass = 'reads' | 'writes' | 'deletes';

/** ARM's token buckets for one principal in one subscription. */
const armBuckets: Readonly<Record<RequestClass, BucketSize>> = {
  reads: { size: 250, perSecond: 25 },
  writes: { size: 200, perSecond: 10 },
  deletes: { size: 200, perSecond: 10 },
};

export type Throttle = {
  /** Takes one token: how many are left, or how many seconds until the next one when there is none. */
  take(
    key: { principal: string; subscriptionId: string; class: RequestClass },
    size?: BucketSize,
  ): { left: number; retryAfter?: number };
  /** Fills every bucket again. */
  reset(): void;
};

export function requestClass(method: string): RequestClass {
  if (isRead(method)) return 'reads';
  return method === 'DELETE' ? 'deletes' : 'writes';
}

export function createThrottle(now: () => number): Throttle {
  const buckets = new Map<string, { tokens: number; at: number }>();
  return {
    take(key, size = armBuckets[key.class]) {
      const id = `${key.subscriptionId.toLowerCase()}|${key.principal}|${key.class}`;
      const at = now();
      const bucket = buckets.get(id) ?? { tokens: size.size, at };
      bucket.tokens = Math.min(size.size, bucket.tokens + ((at - bucket.at) / 1000) * size.perSecond);
      bucket.at = at;
      buckets.set(id, bucket);
      if (bucket.tokens < 1)
        return { left: 0, retryAfter: Math.max(1, Math.ceil((1 - bucket.tokens) / size.perSecond)) };
      bucket.tokens -= 1;
      return { left: Math.floor(bucket.tokens) };
    },
    reset: () => buckets.clear(),
  };
}
