import { assetKey, emptyAssetMap, type AssetRef, type Dependency } from '../../core/asset.ts';
import type { JsonObject } from '../../core/json.ts';
import { addressIn, codeHash, contentHash } from '../../core/mirror/content.ts';
import { translateInputOf } from '../../core/mirror/judge.ts';
import type { MirrorStep } from '../../core/mirror/plan.ts';
import { wantedOf } from '../../core/mirror/plan.ts';
import { originalOf, routeData } from '../../core/mirror/route.ts';
import type { BlobPlace, Wanted } from '../../core/mirror/row.ts';
import { mirrorKey } from '../../core/mirror/row.ts';
import { translateAsset } from '../../core/translate/asset-body.ts';
import type { Pass, StepResult } from './pass.ts';
import { becomeFailed, becomePresent, claim, done, laterOf, release } from './pass.ts';
import { putAsset } from './put-asset.ts';

/** Snapshots of code and build contexts are never larger by the service's own limits. */
const mostCodeBytes = 2 * 1024 ** 3;

export async function takeStep(pass: Pass, step: MirrorStep): Promise<StepResult> {
  const result = await doStep(pass, step);
  if (result.kind === 'later') await release(pass, step.what);
  return result;
}

async function doStep(pass: Pass, step: MirrorStep): Promise<StepResult> {
  switch (step.do) {
    case 'resolve-label':
      return resolveLabel(pass, step.what);
    case 'read-asset':
      return readAsset(pass, step.what);
    case 'copy':
      return copyBlobs(pass, step);
    case 'put-asset':
      if (step.what.kind !== 'asset' || !(await claim(pass, step.what))) return done;
      return putAsset(pass, step.what);
  }
}

async function resolveLabel(pass: Pass, what: Wanted): Promise<StepResult> {
  if (what.kind !== 'label') return done;
  const { deps, direction } = pass;
  const { collection, name, label } = what;
  const answer = await deps.assetStore.resolveLabel(direction.source, collection, name, label);
  if (answer.kind === 'found')
    return becomePresent(pass, what, { kind: 'version', version: answer.version }, answer.version);
  if (answer.kind === 'absent') {
    const message = `${direction.source.name} has no ${collection}/${name} with the label ${label}.`;
    return becomeFailed(pass, what, { code: 'AssetNotFound', message });
  }
  return answer.kind === 'refused' ? becomeFailed(pass, what, answer.reason) : laterOf(answer);
}

/** Reads the source's asset and what it needs in its turn. */
async function readAsset(pass: Pass, what: Wanted): Promise<StepResult> {
  if (what.kind !== 'asset') return done;
  const { deps, direction } = pass;
  const { asset } = what;
  const key = mirrorKey(what);
  const answer = await deps.assetStore.getAsset(direction.source, asset);
  if (answer.kind === 'absent') {
    const message = `${direction.source.name} has no ${asset.kind}/${asset.name} of version ${asset.version}.`;
    return missing(pass, what, { code: 'AssetNotFound', message });
  }
  if (answer.kind === 'refused') return missing(pass, what, answer.reason);
  if (answer.kind !== 'found') return laterOf(answer);
  const { properties } = answer;
  const equal = await equalCode(pass, asset, properties);
  if (equal === 'equal') {
    const { name, version } = asset;
    return becomePresent(pass, what, { kind: 'asset', name, version }, contentHash('codes', properties));
  }
  if (equal !== 'unknown') return equal;
  const input = { ...translateInputOf(direction), kind: asset.kind, properties, assetMap: emptyAssetMap };
  pass.bodies.set(key, properties);
  pass.read.set(key, { kind: 'found', needs: needsOf(asset, properties, translateAsset(input).dependencies) });
  return done;
}

/**
 * Code and build contexts are copied whatever the policy about data says, wherever they lie. Data and models follow it,
 * unless they lie where no datastore leads.
 */
function needsOf(asset: AssetRef, properties: JsonObject, dependencies: readonly Dependency[]): Wanted[] {
  const isCode = asset.kind === 'codes' || asset.kind === 'environments';
  const wanted = dependencies.flatMap((dependency) => wantedOf(dependency, assetKey(asset)) ?? []);
  const data = isCode ? [] : wanted.filter(({ kind }) => kind === 'data');
  const found = data.length > 0 ? undefined : addressIn(asset.kind, properties);
  const others = wanted.filter(({ kind }) => kind !== 'data');
  if (found === undefined) return [...others, ...data];
  const { account, container, path } = found.address;
  return [...others, { kind: 'blobs', place: { account, container, path } }];
}

/** `equal`: the target has the very same code under that name, and not one blob has to be looked at for it. */
async function equalCode(
  pass: Pass,
  asset: AssetRef,
  properties: JsonObject,
): Promise<StepResult | 'equal' | 'unknown'> {
  const hash = codeHash(properties);
  if (asset.kind !== 'codes' || hash === undefined) return 'unknown';
  const answer = await pass.deps.assetStore.getAsset(pass.direction.target, asset);
  if (answer.kind === 'absent' || answer.kind === 'refused') return 'unknown';
  if (answer.kind !== 'found') return laterOf(answer);
  return codeHash(answer.properties) === hash ? 'equal' : 'unknown';
}

/** The source has it no more. Its copy is as good as ever, if it is still there. */
async function missing(pass: Pass, what: Wanted, reason: { code: string; message: string }): Promise<StepResult> {
  const held = pass.rows.get(mirrorKey(what));
  if (what.kind !== 'asset' || held?.row.state.kind !== 'present') return becomeFailed(pass, what, reason);
  const { target, hash, sharedOutput } = held.row.state;
  if (target.kind !== 'asset') return becomeFailed(pass, what, reason);
  const { name, version } = target;
  const copy = await pass.deps.assetStore.getAsset(pass.direction.target, { kind: what.asset.kind, name, version });
  if (copy.kind === 'found') return becomePresent(pass, what, target, hash, sharedOutput);
  return copy.kind === 'absent' || copy.kind === 'refused' ? becomeFailed(pass, what, reason) : laterOf(copy);
}

async function copyBlobs(pass: Pass, step: Extract<MirrorStep, { do: 'copy' }>): Promise<StepResult> {
  const { what, from, to, limit } = step;
  const { deps, way } = pass;
  if (!(await claim(pass, what))) return done;
  const isCode = limit === 'code' && what.kind === 'blobs';
  const maxBytes = isCode ? mostCodeBytes : way.policy.maxBytesPerInput;
  const home = await homeOf(pass, what, from, maxBytes);
  if (home !== undefined) return home;
  const copied = await deps.blobs.copyTree(from, to, maxBytes);
  const fail = (message: string) =>
    becomeFailed(pass, what, { code: isCode ? 'CodeNotInStandby' : 'DataNotInStandby', message });
  const name = `${from.container}/${from.path} of ${from.account}`;
  switch (copied.kind) {
    case 'too-large':
      return fail(
        `${name} is larger than mirror.maxBytesPerInput (${maxBytes} bytes): keep it in storage that both workspaces reach, or let the storage replicate it.`,
      );
    case 'refused':
      return fail(`${name} could not be copied (${copied.reason.code}): ${copied.reason.message}`);
    case 'unreachable':
      return laterOf(copied);
    case 'copied':
    case 'same': {
      if (copied.count === 0 && !step.mayBeEmpty)
        return fail(`Nothing is at ${name}, so there is nothing to copy yet.`);
      if (what.kind === 'blobs') return becomePresent(pass, what, { kind: 'blobs', place: to }, copied.hash);
      if (what.kind !== 'data') return done;
      const route = routeData(what.place, way);
      return route.kind === 'copy'
        ? becomePresent(pass, what, { kind: 'data', place: route.target }, copied.hash)
        : done;
    }
  }
}

/**
 * A copy that the mirror once made of the target's own data, when its users have moved on and are to move back: as long as
 * the original is still the same, there is nothing to copy.
 */
async function homeOf(pass: Pass, what: Wanted, from: BlobPlace, maxBytes: number): Promise<StepResult | undefined> {
  const original = what.kind === 'data' ? originalOf(what.place, pass.way) : undefined;
  if (original === undefined) return undefined;
  const [copy, own] = await Promise.all([
    pass.deps.blobs.survey(from, maxBytes),
    pass.deps.blobs.survey(original.blobs, maxBytes),
  ]);
  if (copy.kind !== 'found' || own.kind !== 'found' || copy.count === 0 || copy.hash !== own.hash) return undefined;
  return becomePresent(pass, what, { kind: 'data', place: original.place }, own.hash);
}
