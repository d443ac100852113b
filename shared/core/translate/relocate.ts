import {
  formatReference,
  tailOf,
  type LocationReference,
  type Reference,
  type StorageReference,
  type WorkspaceReference,
} from '../reference.ts';
import { resourceOf, type Subject } from '../reference-subject.ts';
import type { Reason } from '../reason.ts';
import { moveAsset } from './assets.ts';
import { datastoreInTarget, moveData, type How, type Use } from './data.ts';
import { lookUp } from './mapping.ts';
import { same, type Move } from './move.ts';
import * as reasons from './reasons.ts';
import { hasAccount, isBuiltIn, isOwnAccount, placeOfAddress, placeOfOutput, storeNamed } from './stores.ts';
import { isWorkspace, shortName, subjectAt, subjectIn } from './subject.ts';
import type { Place } from './walk.ts';

/** The reference as the target understands it, or why it has none there; of data also what storage it is in now. */
export type Relocated = { readonly text: string; readonly how?: How } | Blocked;
type Blocked = { readonly blocked: Reason };
type Tail = { readonly tail: string; readonly how?: How } | Blocked;

/** Says of one reference what it is called in the target. `place` decides how a bare name is to be read. */
export function relocate(reference: Reference, text: string, place: Place, move: Move): Relocated {
  switch (reference.kind) {
    case 'workspace':
      return relocateInWorkspace(reference, text, place, move);
    case 'location':
      return relocateLocation(reference, text, place, move);
    case 'datastore':
    case 'asset':
    case 'job-output': {
      // The short forms name no workspace: unchanged they would silently mean something else in the target.
      const moved = relocateTail(tailOf(reference), place, move);
      return 'blocked' in moved ? moved : { ...moved, text: `azureml:/${moved.tail}` };
    }
    case 'named': {
      const name = relocateName(subjectIn(move.source, reference, place), reference, place, move);
      return typeof name === 'string' ? { text: `azureml:${name}` } : name;
    }
    case 'plain': {
      const parts = shortName(text, place) ?? { name: text, suffix: '' };
      const name = relocateName(subjectIn(move.source, reference, place), parts, place, move);
      return typeof name === 'string' ? { text: name } : name;
    }
    case 'storage':
      return relocateAddress(reference, text, place, move);
    case 'run':
      return { blocked: reasons.runScoped(place) };
    case 'unknown':
      return { blocked: reasons.unknownReference(place) };
    case 'registry':
    case 'binding':
    case 'shared':
      return { text };
  }
}

function relocateInWorkspace(reference: WorkspaceReference, text: string, place: Place, move: Move): Relocated {
  // Without a subscription the reference means the one of the workspace that the job runs in.
  const whole = { ...reference, subscriptionId: reference.subscriptionId ?? move.source.subscriptionId };
  if (isWorkspace(whole, move.target)) return { text };
  if (!isWorkspace(whole, move.source)) return { blocked: reasons.foreignWorkspace(place, reference.workspace) };
  const moved = relocateTail(reference.tail, place, move);
  if ('blocked' in moved) return moved;
  const { subscriptionId, resourceGroup, name } = move.target;
  const there = { ...reference, resourceGroup, workspace: name, tail: moved.tail };
  return {
    ...moved,
    text: formatReference(reference.subscriptionId === undefined ? there : { ...there, subscriptionId }),
  };
}

function relocateLocation(reference: LocationReference, text: string, place: Place, move: Move): Relocated {
  const { source, target } = move;
  if (target.guid !== undefined && same(reference.guid, target.guid)) return { text };
  if (source.guid === undefined) return { blocked: reasons.guidUnknown(place, source.name) };
  if (!same(reference.guid, source.guid)) return { blocked: reasons.foreignWorkspace(place, reference.guid) };
  if (target.guid === undefined) return { blocked: reasons.guidUnknown(place, target.name) };
  const moved = relocateTail(reference.tail, place, move);
  if ('blocked' in moved) return moved;
  const there = { kind: 'location', region: target.region, guid: target.guid, tail: moved.tail } as const;
  return { ...moved, text: formatReference(there) };
}

/** What stands in an address of the source; a storage account that goes down with it is a datastore's other name. */
function relocateAddress(reference: StorageReference, text: string, place: Place, move: Move): Relocated {
  const account = lookUp(move.mapping.storageAccounts, reference.account);
  if (account !== undefined)
    return {
      text: formatReference({ ...reference, account }),
      how: same(account, reference.account) ? 'shared' : 'chosen',
    };
  const { stores } = move;
  if (stores === undefined || !isOwnAccount(stores.source, reference.account)) return { text };
  if (hasAccount(stores.target, reference.account)) return { text };
  const data = placeOfAddress(stores.source, reference);
  const moved = data === undefined ? undefined : moveData(data, useOf(place), move);
  if (moved === undefined) return { blocked: reasons.addressNotInStandby(place) };
  return { text: `azureml://datastores/${moved.place.datastore}/paths/${moved.place.path}`, how: moved.how };
}

type Parts = { readonly name: string; readonly suffix: string };

function relocateName(
  subject: Subject | undefined,
  { name, suffix }: Parts,
  place: Place,
  move: Move,
): string | Blocked {
  switch (subject?.kind) {
    case 'compute':
      return lookUp(move.mapping.computes, name) ?? name;
    case 'datastore':
      return relocateDatastore(name, place, move);
    case 'asset':
    case 'label': {
      const moved = relocateAsset(subject, place, move);
      if (moved === undefined) return `${name}${suffix}`;
      return 'blocked' in moved ? moved : `${moved.name}:${moved.version}`;
    }
    default:
      return `${name}${suffix}`;
  }
}

/** What follows the workspace. */
function relocateTail(tail: string, place: Place, move: Move): Tail {
  const subject = subjectAt(tail, place);
  switch (subject.kind) {
    case 'compute':
      // Serverless compute comes as the reserved name `serverless`, or with an empty name.
      return { tail: `/computes/${lookUp(move.mapping.computes, subject.name) ?? subject.name}` };
    case 'datastore': {
      const name = relocateDatastore(subject.name, place, move);
      return typeof name === 'string' ? { tail: `/datastores/${name}` } : name;
    }
    case 'data': {
      const moved = moveData(subject.place, useOf(place), move);
      if (moved === undefined) return { blocked: reasons.dataNotInStandby(place, subject.place.datastore) };
      const { datastore, path } = moved.place;
      const rest = path === subject.place.path ? (resourceOf(tail)?.rest ?? '') : `/paths/${path}`;
      return { tail: `/datastores/${datastore}${rest}`, how: moved.how };
    }
    case 'job-output': {
      if (move.stores === undefined) return { blocked: reasons.runScoped(place) };
      const data = placeOfOutput(move.stores.source, subject);
      const moved = moveData(data, useOf(place), move);
      if (moved === undefined) return { blocked: reasons.outputNotInStandby(place, subject.job, data.datastore) };
      return { tail: `/datastores/${moved.place.datastore}/paths/${moved.place.path}`, how: moved.how };
    }
    case 'asset':
    case 'label': {
      const moved = relocateAsset(subject, place, move);
      if (moved === undefined) return { tail };
      if ('blocked' in moved) return moved;
      const [, collection = ''] = tail.split('/');
      return { tail: `/${collection}/${moved.name}/versions/${moved.version}` };
    }
    case 'foreign-asset':
      return move.assetMap === undefined
        ? { tail }
        : { blocked: reasons.assetNotMirrored(place, `${subject.name} in ${subject.collection}`) };
    case 'run':
      return { blocked: reasons.runScoped(place) };
    case 'other':
      return { tail };
  }
}

/** Undefined: it keeps its name and version. */
function relocateAsset(
  subject: Extract<Subject, { kind: 'asset' | 'label' }>,
  place: Place,
  { assetMap }: Move,
): { readonly name: string; readonly version: string } | Blocked | undefined {
  if (assetMap === undefined) return undefined;
  const moved = moveAsset(subject, assetMap);
  if (moved.kind === 'kept') return undefined;
  if (moved.kind === 'moved') return moved;
  const which = subject.kind === 'asset' ? `:${subject.version}` : `@${subject.label}`;
  const kind = subject.collection === undefined ? '' : ` in ${subject.collection}`;
  return { blocked: reasons.assetNotMirrored(place, `${subject.name}${which}${kind}`) };
}

function relocateDatastore(name: string, place: Place, move: Move): string | Blocked {
  // A pipeline writes its intermediate outputs here, below its own run's id, and only its own steps read them. So any
  // storage will do, and the target's own is the near one: the name is kept where the target has it, mapped or not.
  if (place.role === 'defaultDatastore' && isBuiltIn(name)) return name;
  const found = datastoreInTarget(name, move);
  if (found !== undefined) return found;
  if (place.role === 'output' && name.startsWith('${{')) return name;
  const namesake = move.stores === undefined ? undefined : storeNamed(move.stores.target, name);
  if (place.role === 'defaultDatastore' && namesake !== undefined) return namesake.name;
  return { blocked: reasons.dataNotInStandby(place, name) };
}

function useOf(place: Place): Use {
  return place.role === 'output' ? 'output' : 'input';
}
