import { formatReference, parseReference, tailOf, type Reference } from '../reference.ts';
import { subjectOf, type Subject } from '../reference-subject.ts';
import type { WorkspaceRef } from '../workspace.ts';
import { collectionAt } from './assets.ts';
import { same } from './move.ts';
import type { Place } from './walk.ts';

/** What the reference names in the source workspace; undefined when it names nothing there. */
export function subjectIn(source: WorkspaceRef, reference: Reference, place: Place): Subject | undefined {
  switch (reference.kind) {
    case 'workspace':
      // Without a subscription the reference means the one of the workspace that the job runs in.
      return isWorkspace({ ...reference, subscriptionId: reference.subscriptionId ?? source.subscriptionId }, source)
        ? subjectAt(reference.tail, place)
        : undefined;
    case 'location':
      return source.guid !== undefined && same(reference.guid, source.guid)
        ? subjectAt(reference.tail, place)
        : undefined;
    case 'datastore':
    case 'asset':
    case 'job-output':
      return subjectAt(tailOf(reference), place);
    case 'named':
      return named(reference.name, reference.suffix, place);
    case 'plain':
      return bare(reference.text, place);
    default:
      return undefined;
  }
}

/** What a tail names where it stands: a datastore without a path is all that is in it, except where one is chosen. */
export function subjectAt(tail: string, place: Place): Subject {
  const subject = subjectOf(tail);
  if (subject.kind !== 'datastore' || place.role === 'defaultDatastore') return subject;
  return { kind: 'data', place: { datastore: subject.name, path: '' } };
}

/** A name without a type: only its place says what it names. */
function named(name: string, suffix: string, place: Place): Subject {
  const collection = collectionAt(place);
  if (suffix.startsWith(':')) return { kind: 'asset', collection, name, version: suffix.slice(1) };
  if (suffix.startsWith('@')) return { kind: 'label', collection, name, label: suffix.slice(1) };
  if (place.role === 'compute') return { kind: 'compute', name };
  if (place.role === 'defaultDatastore') return { kind: 'datastore', name };
  return { kind: 'other' };
}

function bare(text: string, place: Place): Subject | undefined {
  if (text === '' || text.includes('/')) return undefined;
  if (place.role === 'compute') return { kind: 'compute', name: text };
  if (place.role === 'defaultDatastore') return { kind: 'datastore', name: text };
  const short = shortName(text, place);
  return short === undefined ? undefined : named(short.name, short.suffix, place);
}

/** `name:version` and `name@label` without `azureml:`, where nothing but an environment or component can stand. */
export function shortName(text: string, place: Place): { readonly name: string; readonly suffix: string } | undefined {
  const collection = collectionAt(place);
  if (collection !== 'environments' && collection !== 'components') return undefined;
  if (!/^[\w.-]+[@:][\w.-]+$/.test(text)) return undefined;
  const reference = parseReference(`azureml:${text}`);
  return reference.kind === 'named' && formatReference(reference) === `azureml:${text}` ? reference : undefined;
}

export function isWorkspace(
  reference: { readonly subscriptionId: string; readonly resourceGroup: string; readonly workspace: string },
  workspace: WorkspaceRef,
): boolean {
  return (
    same(reference.subscriptionId, workspace.subscriptionId) &&
    same(reference.resourceGroup, workspace.resourceGroup) &&
    same(reference.workspace, workspace.name)
  );
}
