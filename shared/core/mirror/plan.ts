import type { AssetKind, Dependency } from '../asset.ts';
import type { Reason } from '../reason.ts';
import { instant, type Instant } from '../time.ts';
import { routeBlobs, routeData, type Way } from './route.ts';
import type { BlobPlace, MirrorKey, MirrorRow, Wanted } from './row.ts';
import { isFresh, mirrorKey } from './row.ts';

/** Something that is needed, and by which place of the job: reasons are told by that place. */
export type Root = {
  readonly what: Wanted;
  readonly path: string;
  /** A copy from before this instant may be too old: data can change until the job that reads it was there. */
  readonly notBefore?: Instant;
  /** Nothing there is no failure: a job may not have saved its first checkpoint yet. */
  readonly mayBeEmpty?: boolean;
};

/** What reading an asset of the source has shown. */
export type ReadAsset =
  | { readonly kind: 'found'; readonly needs: readonly Wanted[] }
  | { readonly kind: 'missing'; readonly reason: Reason };

/** All that is known in the middle of a pass. */
export type Progress = {
  readonly roots: readonly Root[];
  readonly rows: ReadonlyMap<MirrorKey, MirrorRow>;
  readonly read: ReadonlyMap<MirrorKey, ReadAsset>;
  readonly way: Way;
};

/** By which limit blobs are copied, and whether it is well that there are none. */
export type CopyTerms = { readonly limit: 'data' | 'code'; readonly mayBeEmpty: boolean };

/** One thing to be done; all steps of one plan can be done at the same time. */
export type MirrorStep = { readonly key: MirrorKey; readonly what: Wanted } & (
  | { readonly do: 'resolve-label' }
  | { readonly do: 'read-asset' }
  | ({ readonly do: 'copy'; readonly from: BlobPlace; readonly to: BlobPlace } & CopyTerms)
  /** All that it needs is present. */
  | { readonly do: 'put-asset' }
);

export type MirrorPlan = {
  readonly steps: readonly MirrorStep[];
  /** Why some of it will not be there, by the place in the job that needs it. */
  readonly failures: readonly Reason[];
  /** Another pass is busy with something that this one needs. */
  readonly busy: boolean;
  /** Assets that cannot be put because of what they need: whoever needs them then need not look further down. */
  readonly doomed: readonly { readonly what: Wanted; readonly reason: Reason }[];
};

type Standing = 'present' | 'open' | 'busy' | { readonly failed: Reason };

/**
 * What to do next so that all that the roots need is in the target. After the steps are done, ask again: each round
 * reaches further down, and puts what is nearer to the ground first. No steps: the pass is over.
 */
export function planMirror(progress: Progress, now: Instant): MirrorPlan {
  const steps = new Map<MirrorKey, MirrorStep>();
  const known = new Map<string, Standing>();
  const doomed = new Map<MirrorKey, MirrorPlan['doomed'][number]>();
  const path: MirrorKey[] = [];

  function visit(what: Wanted, terms: CopyTerms, notBefore?: Instant): Standing {
    const key = mirrorKey(what);
    // A component that holds itself: nobody can create the first of them.
    if (path.includes(key)) return { failed: cycle([...path.slice(path.indexOf(key)), key]) };
    const judged = `${notBefore ?? 0} ${key}`;
    const before = known.get(judged);
    if (before !== undefined) return before;
    path.push(key);
    const standing = judge(what, key, terms, notBefore);
    path.pop();
    known.set(judged, standing);
    return standing;
  }

  function judge(what: Wanted, key: MirrorKey, terms: CopyTerms, notBefore: Instant | undefined): Standing {
    const route = routeOf(what, progress.way);
    if (route === 'shared') return 'present';
    if (route !== undefined && 'code' in route) return { failed: route };
    const row = progress.rows.get(key);
    if (isFresh(row, now, notBefore)) return what.kind === 'label' ? visitMeant(what, row) : 'present';
    if (row?.state.kind === 'copying' && row.state.until > now) return 'busy';
    if (row?.state.kind === 'failed' && row.state.retryAt > now) return { failed: row.state.reason };
    if (what.kind === 'asset') return visitAsset(what, key);
    if (what.kind === 'label') steps.set(key, { key, what, do: 'resolve-label' });
    else if (route !== undefined) steps.set(key, { key, what, do: 'copy', ...route, ...terms });
    return 'open';
  }

  function visitMeant(what: Extract<Wanted, { kind: 'label' }>, row: MirrorRow | undefined): Standing {
    const target = row?.state.kind === 'present' ? row.state.target : undefined;
    if (target?.kind !== 'version') return 'open';
    const { collection, name } = what;
    return visit({ kind: 'asset', asset: { kind: collection, name, version: target.version } }, dataTerms);
  }

  function visitAsset(what: Extract<Wanted, { kind: 'asset' }>, key: MirrorKey): Standing {
    const read = progress.read.get(key);
    if (read === undefined) {
      steps.set(key, { key, what, do: 'read-asset' });
      return 'open';
    }
    if (read.kind === 'missing') return { failed: read.reason };
    const standings = read.needs.map((need) => visit(need, termsOf(what.asset.kind)));
    const failed = standings.find((standing) => typeof standing === 'object');
    if (failed !== undefined) {
      doomed.set(key, { what, reason: failed.failed });
      return failed;
    }
    if (standings.includes('open')) return 'open';
    if (standings.includes('busy')) return 'busy';
    steps.set(key, { key, what, do: 'put-asset' });
    return 'open';
  }

  const standings = progress.roots.map((root) => ({
    root,
    standing: visit(root.what, { ...dataTerms, mayBeEmpty: root.mayBeEmpty === true }, root.notBefore),
  }));
  return {
    steps: [...steps.values()],
    failures: standings.flatMap(({ root, standing }) =>
      typeof standing === 'object' ? [{ ...standing.failed, path: root.path }] : [],
    ),
    busy: standings.some(({ standing }) => standing === 'busy'),
    doomed: [...doomed.values()],
  };
}

/** Why some of it is not in the target and will not be, as it was found out by whoever tried last. */
export function knownFailures(progress: Omit<Progress, 'read'>): readonly Reason[] {
  // At the beginning of time nothing that has failed is due to be tried again.
  return planMirror({ ...progress, read: new Map() }, instant(0)).failures;
}

type Route = { readonly from: BlobPlace; readonly to: BlobPlace };

function routeOf(what: Wanted, way: Way): Route | 'shared' | Reason | undefined {
  if (what.kind === 'blobs') {
    const to = routeBlobs(what.place, way);
    return to === undefined ? 'shared' : { from: what.place, to };
  }
  if (what.kind !== 'data') return undefined;
  const route = routeData(what.place, way);
  if (route.kind === 'shared') return 'shared';
  return route.kind === 'none' ? route.reason : { from: route.from, to: route.to };
}

const dataTerms: CopyTerms = { limit: 'data', mayBeEmpty: false };

/** The service itself keeps code and build contexts small; a policy about data must not leave a job without its code. */
function termsOf(kind: AssetKind): CopyTerms {
  const isCode = kind === 'codes' || kind === 'environments' || kind === 'components';
  return { limit: isCode ? 'code' : 'data', mayBeEmpty: false };
}

function cycle(keys: readonly MirrorKey[]): Reason {
  return { code: 'DependencyCycle', message: `It needs itself: ${keys.join(' → ')}.` };
}

/**
 * What of a dependency the mirror has to make present.
 * @param scope the job or asset that names it: labels mean what they meant to that one.
 */
export function wantedOf(dependency: Dependency, scope: string): Wanted | undefined {
  switch (dependency.kind) {
    case 'asset':
      return { kind: 'asset', asset: dependency.asset };
    case 'label': {
      const { collection, name, label } = dependency;
      return { kind: 'label', scope, collection, name, label };
    }
    case 'data':
      return dependency.use === 'input' ? { kind: 'data', place: dependency.place } : undefined;
    case 'compute':
    case 'serverless':
    case 'datastore':
    case 'job-output':
    case 'registry':
    case 'storage-account':
    case 'identity':
      return undefined;
  }
}
