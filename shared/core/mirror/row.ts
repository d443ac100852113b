import { shortHash, type PairName, type Side } from '../ids.ts';
import type { Reason } from '../reason.ts';
import { plus, type Instant, type Millis } from '../time.ts';
import { assetKey, type AssetKind, type AssetRef, type DataPlace } from '../asset.ts';

declare const mirrorKeyBrand: unique symbol;

/** Blobs below an address. `path` has no slash at either end; empty means the whole container. */
export type BlobPlace = { readonly account: string; readonly container: string; readonly path: string };

/** One thing of a workspace that something needs in the other one. */
export type Wanted =
  | { readonly kind: 'asset'; readonly asset: AssetRef }
  /** What a label meant when the job (or the asset) that names it was recorded: `scope` is the one that names it. */
  | {
      readonly kind: 'label';
      readonly scope: string;
      readonly collection: AssetKind;
      readonly name: string;
      readonly label: string;
    }
  /** Data in a datastore, which its users find again through a datastore of the other workspace. */
  | { readonly kind: 'data'; readonly place: DataPlace }
  /** Blobs that are named by their address: snapshots of code, build contexts, files of models. */
  | { readonly kind: 'blobs'; readonly place: BlobPlace };

/** What stands for it in the other workspace. */
export type Counterpart =
  | { readonly kind: 'asset'; readonly name: string; readonly version: string }
  | { readonly kind: 'version'; readonly version: string }
  | { readonly kind: 'data'; readonly place: DataPlace }
  | { readonly kind: 'blobs'; readonly place: BlobPlace };

export type MirrorState =
  | { readonly kind: 'wanted' }
  /** Somebody is at it. Past `until` whoever that was has died, and anybody may take over. */
  | { readonly kind: 'copying'; readonly until: Instant }
  | {
      readonly kind: 'present';
      readonly target: Counterpart;
      readonly hash: string;
      readonly at: Instant;
      /** The copy writes to a path to which the origin of a job that uses it could be writing as well. */
      readonly sharedOutput?: Reason;
    }
  /** It cannot be mirrored, or not yet; the next attempt is worth it from `retryAt` on. */
  | { readonly kind: 'failed'; readonly reason: Reason; readonly at: Instant; readonly retryAt: Instant };

/** A row of the table `Assets`: what became of one wanted thing on its way from one side to the other. */
export type MirrorRow = {
  readonly pair: PairName;
  /** The side that has it. */
  readonly from: Side;
  readonly what: Wanted;
  readonly state: MirrorState;
  /** Tries since it was last present. */
  readonly attempts: number;
};

/** Equal for equal things, whatever letter case the ids came in. Paths of data are exact: blobs know no other case. */
export type MirrorKey = string & { readonly [mirrorKeyBrand]: true };

export function mirrorKey(what: Wanted): MirrorKey {
  switch (what.kind) {
    case 'asset':
      return assetKey(what.asset) as string as MirrorKey;
    case 'label':
      return `${labelKey(what)} of ${what.scope}` as MirrorKey;
    case 'data':
      return `datastores/${dataKey(what.place)}` as MirrorKey;
    case 'blobs':
      return `blobs/${what.place.account}/${what.place.container}/${what.place.path}` as MirrorKey;
  }
}

/** The key of a label in an `AssetMap`. */
export function labelKey(what: {
  readonly collection: AssetKind;
  readonly name: string;
  readonly label: string;
}): string {
  return `${what.collection}/${what.name}@${what.label}`.toLowerCase();
}

/** The key of data in an `AssetMap`. */
export function dataKey({ datastore, path }: DataPlace): string {
  return `${datastore.toLowerCase()}/${path}`;
}

/** A key as a table takes it: kind and hash, since paths hold what keys may not. */
export function rowName(key: MirrorKey): string {
  return `${key.slice(0, key.indexOf('/'))};${shortHash(key, 40)}`;
}

const day: Millis = 86_400_000;
const longestPause: Millis = 3_600_000;

/** What is present is looked at again after a day: somebody may have removed it. A label never changes its meaning. */
export function isFresh(row: MirrorRow | undefined, now: Instant, notBefore?: Instant): boolean {
  if (row?.state.kind !== 'present') return false;
  if (row.what.kind === 'label') return true;
  return now - row.state.at < day && row.state.at >= (notBefore ?? 0);
}

/** When a failed thing is tried again: soon at first, then ever later, hourly in the end. */
export function retryAt(now: Instant, attempts: number, first: Millis): Instant {
  return plus(now, Math.min(first * 2 ** Math.min(attempts, 20), longestPause));
}
