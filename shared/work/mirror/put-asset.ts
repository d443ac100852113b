import type { AssetRef } from '../../core/asset.ts';
import type { JsonObject } from '../../core/json.ts';
import { formatBlobAddress, type BlobAddress } from '../../core/mirror/blob-address.ts';
import { addressIn, codeHash, contentHash, derivedVersion, withVersion } from '../../core/mirror/content.ts';
import { translateInputOf } from '../../core/mirror/judge.ts';
import { assetMapOf } from '../../core/mirror/roots.ts';
import type { Counterpart, Wanted } from '../../core/mirror/row.ts';
import { mirrorKey } from '../../core/mirror/row.ts';
import { outputsOfCopies, sharedOutputOf } from '../../core/mirror/shared-outputs.ts';
import type { Reason } from '../../core/reason.ts';
import { translateAsset } from '../../core/translate/asset-body.ts';
import type { Pass, StepResult } from './pass.ts';
import { becomeFailed, becomePresent, laterOf } from './pass.ts';
import { contentsOf } from './direction.ts';

type WantedAsset = Extract<Wanted, { kind: 'asset' }>;
type Body = { readonly properties: JsonObject; readonly hash: string; readonly sharedOutput?: Reason | undefined };

/**
 * Makes an asset present whose own needs are: under its name and version where that is free or holds equal content, else
 * under a version that is derived from the content. Done again it writes nothing.
 */
export async function putAsset(pass: Pass, what: WantedAsset): Promise<StepResult> {
  const { asset } = what;
  const body = bodyFor(pass, what);
  if ('code' in body) return becomeFailed(pass, what, body);
  const first = await putUnder(pass, what, body, asset);
  if (first !== 'different') return first;
  const derived = { ...asset, version: derivedVersion(asset.version, body.hash) };
  const named = { ...body, properties: withVersion(asset.kind, body.properties, derived.version) };
  const second = await putUnder(pass, what, named, derived);
  if (second !== 'different') return second;
  const message = `${pass.direction.target.name} has ${asset.kind}/${asset.name} of versions ${asset.version} and ${derived.version}, both with other content.`;
  return becomeFailed(pass, what, { code: 'AssetConflict', message });
}

/** Under one version: finds equal content there, or creates it. */
async function putUnder(pass: Pass, what: WantedAsset, body: Body, as: AssetRef): Promise<StepResult | 'different'> {
  const { deps, direction } = pass;
  const there = await deps.assetStore.getAsset(direction.target, as);
  if (there.kind === 'found') {
    const equal = await isEqual(pass, as, body, there.properties);
    if (typeof equal === 'object') return equal;
    if (!equal) return 'different';
    return becomePresent(pass, what, counterpart(as), body.hash, body.sharedOutput);
  }
  if (there.kind === 'refused') return becomeFailed(pass, what, there.reason);
  if (there.kind !== 'absent') return laterOf(there);
  const put = await deps.assetStore.putAsset(direction.target, as, body.properties);
  switch (put.kind) {
    case 'put':
      // The service finds anonymous assets by their content, and may name another version than we did.
      return becomePresent(pass, what, counterpart(put.asset), body.hash, body.sharedOutput);
    case 'different':
      return 'different';
    case 'refused':
      return becomeFailed(pass, what, put.reason);
    case 'throttled':
    case 'unreachable':
    case 'no-token':
      return laterOf(put);
  }
}

function counterpart({ name, version }: AssetRef): Counterpart {
  return { kind: 'asset', name, version };
}

/** The body that a PUT in the target takes, and the hash of its content; a reason when it cannot be moved. */
function bodyFor(pass: Pass, what: WantedAsset): Body | Reason {
  const key = mirrorKey(what);
  const { asset } = what;
  const properties = pass.bodies.get(key);
  if (properties === undefined) throw new Error(`${key} is to be put and was never read`);
  const found = addressIn(asset.kind, properties);
  const copy = found === undefined ? undefined : copyOf(pass, found.address);
  const needs = pass.read.get(key);
  const rows = contentsOf(pass.rows);
  const needed = needs?.kind === 'found' ? needs.needs : [];
  const own = needed.flatMap((need) => rows.get(mirrorKey(need)) ?? []);
  // What a label meant is an asset, and its row is not among the needs themselves.
  const assets = [...rows.values()].filter(({ what: { kind } }) => kind === 'asset');
  const input = {
    ...translateInputOf(pass.direction),
    kind: asset.kind,
    properties,
    ...(found === undefined || copy === undefined
      ? {}
      : { copied: new Map([[found.text, formatBlobAddress({ ...found.address, ...copy.place })]]) }),
    assetMap: assetMapOf([...own, ...assets]),
  };
  const outputs = outputsOfCopies(pass.direction.outputs);
  const translated = translateAsset({ ...input, outputs });
  if (translated.kind === 'blocked') return told(asset, translated.reasons);
  // With fixed paths as they are it must not run beside the origin; with a suffix it may.
  const strictly = outputs === 'suffix' ? translated : translateAsset({ ...input, outputs: 'block' });
  const shared = strictly.kind === 'blocked' ? told(asset, strictly.reasons) : undefined;
  const nested = needed.flatMap((need) => sharedOutputOf(need, rows) ?? []);
  return {
    properties: translated.properties,
    hash: contentHash(asset.kind, translated.properties, copy?.hash),
    sharedOutput: shared ?? nested[0],
  };
}

/** All reasons as one, about the asset. */
function told({ kind, name, version }: AssetRef, reasons: readonly [Reason, ...Reason[]]): Reason {
  const [{ code }] = reasons;
  const said = reasons.map(({ message, path }) => `${path ?? ''} ${message}`.trim()).join(' ');
  return { code, message: `${kind}/${name}, version ${version}: ${said}` };
}

function copyOf(pass: Pass, { account, container, path }: BlobAddress) {
  const state = pass.rows.get(mirrorKey({ kind: 'blobs', place: { account, container, path } }))?.row.state;
  return state?.kind === 'present' && state.target.kind === 'blobs'
    ? { place: state.target.place, hash: state.hash }
    : undefined;
}

/** Whether the target's own asset does the same; where blobs make the difference they are looked at. */
async function isEqual(pass: Pass, as: AssetRef, body: Body, there: JsonObject): Promise<boolean | StepResult> {
  if (contentHash(as.kind, there) === body.hash) return true;
  const found = addressIn(as.kind, there);
  if (found === undefined || (as.kind === 'codes' && codeHash(there) !== undefined)) return false;
  const { account, container, path } = found.address;
  const tree = await pass.deps.blobs.survey({ account, container, path }, Number.MAX_SAFE_INTEGER);
  if (tree.kind === 'unreachable') return laterOf(tree);
  return tree.kind === 'found' && contentHash(as.kind, there, tree.hash) === body.hash;
}
