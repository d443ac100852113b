import {
  formatReference,
  parseReference,
  resourceOf,
  type DatastoreReference,
  type LocationReference,
  type NamedReference,
  type WorkspaceReference,
} from '../reference.ts';
import type { Reason } from '../reason.ts';
import type { WorkspaceRef } from '../workspace.ts';
import { lookUp, type Mapping } from './mapping.ts';
import { dataNotInStandby, foreignWorkspace, guidUnknown, runScoped, unknownReference } from './reasons.ts';
import type { Place } from './walk.ts';

export type Move = { readonly source: WorkspaceRef; readonly target: WorkspaceRef; readonly mapping: Mapping };

/** The reference as the target understands it, or why it has none there. */
export type Relocated = { readonly text: string } | { readonly blocked: Reason };

/** Says of one reference what it is called in the target. `place.role` decides how a bare name is to be read. */
export function relocate(text: string, place: Place, move: Move): Relocated {
  const reference = parseReference(text);
  switch (reference.kind) {
    case 'workspace':
      return relocateInWorkspace(reference, text, place, move);
    case 'location':
      return relocateLocation(reference, text, place, move);
    case 'datastore':
      return relocateDatastore(reference, place, move);
    case 'named':
      return relocateNamed(reference, text, place, move);
    case 'plain':
      return relocatePlain(text, place, move);
    case 'run':
      return { blocked: runScoped(place) };
    case 'unknown':
      return { blocked: unknownReference(place) };
    case 'binding':
    case 'asset':
    case 'shared':
      return { text };
  }
}

function relocateInWorkspace(reference: WorkspaceReference, text: string, place: Place, move: Move): Relocated {
  // Without a subscription the reference means the one of the workspace that the job runs in.
  const named = { ...reference, subscriptionId: reference.subscriptionId ?? move.source.subscriptionId };
  if (isWorkspace(named, move.target)) return { text };
  if (!isWorkspace(named, move.source)) return { blocked: foreignWorkspace(place, reference.workspace) };
  const tail = relocateTail(reference.tail, place, move);
  if (typeof tail !== 'string') return tail;
  const { subscriptionId, resourceGroup, name } = move.target;
  const moved = { ...reference, resourceGroup, workspace: name, tail };
  return { text: formatReference(reference.subscriptionId === undefined ? moved : { ...moved, subscriptionId }) };
}

function relocateLocation(reference: LocationReference, text: string, place: Place, move: Move): Relocated {
  const { source, target } = move;
  if (target.guid !== undefined && same(reference.guid, target.guid)) return { text };
  if (source.guid === undefined) return { blocked: guidUnknown(place, source.name) };
  if (!same(reference.guid, source.guid)) return { blocked: foreignWorkspace(place, reference.guid) };
  if (target.guid === undefined) return { blocked: guidUnknown(place, target.name) };
  const tail = relocateTail(reference.tail, place, move);
  if (typeof tail !== 'string') return tail;
  return { text: formatReference({ kind: 'location', region: target.region, guid: target.guid, tail }) };
}

/** The short form names no workspace at all: unchanged it would silently read the target's own datastore. */
function relocateDatastore(reference: DatastoreReference, place: Place, move: Move): Relocated {
  const datastore = datastoreInTarget(reference.datastore, place, move);
  return typeof datastore === 'string' ? { text: formatReference({ ...reference, datastore }) } : datastore;
}

function relocateNamed(reference: NamedReference, text: string, place: Place, move: Move): Relocated {
  if (reference.suffix !== '') return { text };
  const name = relocateName(reference.name, place, move);
  return typeof name === 'string' ? { text: formatReference({ ...reference, name }) } : name;
}

function relocatePlain(text: string, place: Place, move: Move): Relocated {
  if (text === '' || text.includes('/')) return { text };
  const name = relocateName(text, place, move);
  return typeof name === 'string' ? { text: name } : name;
}

/** A name without a type: only its place says what it names. */
function relocateName(name: string, place: Place, move: Move): string | Blocked {
  if (place.role === 'compute') return lookUp(move.mapping.computes, name) ?? name;
  if (place.role === 'defaultDatastore') return datastoreInTarget(name, place, move);
  return name;
}

type Blocked = { readonly blocked: Reason };

/** What follows the workspace. The asset itself keeps its name and version: the mirror copies it under the same. */
function relocateTail(tail: string, place: Place, move: Move): string | Blocked {
  const resource = resourceOf(tail);
  if (resource === undefined) return tail;
  const { collection, name, rest } = resource;
  switch (collection) {
    case 'computes':
      // Serverless compute comes as the reserved name `serverless`, or with an empty name.
      return `/computes/${lookUp(move.mapping.computes, name) ?? name}${rest}`;
    case 'datastores': {
      const datastore = datastoreInTarget(name, place, move);
      return typeof datastore === 'string' ? `/datastores/${datastore}${rest}` : datastore;
    }
    case 'jobs':
      return { blocked: runScoped(place) };
    default:
      return tail;
  }
}

/** Every workspace has these, each with storage of its own (learn: concept-data, default datastores). */
const builtIn = new Set([
  'workspaceblobstore',
  'workspacefilestore',
  'workspaceartifactstore',
  'workspaceworkingdirectory',
]);

function datastoreInTarget(name: string, place: Place, move: Move): string | Blocked {
  // A pipeline writes its intermediate outputs here, below its own run's id, and only its own steps read them. So any
  // storage will do, and the target's own is the near one: the built-in keeps its name, mapped or not.
  if (place.role === 'defaultDatastore' && builtIn.has(name.toLowerCase())) return name;
  const mapped = lookUp(move.mapping.datastores, name);
  if (mapped !== undefined) return mapped;
  // An output into whatever datastore is the default one when the job runs: it exists, and nothing is there to be read.
  if (place.role === 'output' && name.startsWith('${{')) return name;
  return { blocked: dataNotInStandby(place, name) };
}

function isWorkspace(
  reference: { readonly subscriptionId: string; readonly resourceGroup: string; readonly workspace: string },
  workspace: WorkspaceRef,
): boolean {
  return (
    same(reference.subscriptionId, workspace.subscriptionId) &&
    same(reference.resourceGroup, workspace.resourceGroup) &&
    same(reference.workspace, workspace.name)
  );
}

function same(a: string, b: string): boolean {
  return a.toLowerCase() === b.toLowerCase();
}
