import type { Dependency, Stores } from '../asset.ts';
import type { JsonObject } from '../json.ts';
import { stringAt } from '../json.ts';
import { parseReference, type Reference } from '../reference.ts';
import type { Subject } from '../reference-subject.ts';
import type { WorkspaceRef } from '../workspace.ts';
import { isCurated } from './assets.ts';
import { isReserved, serverlessOf } from './serverless.ts';
import { isOwnAccount, placeOfAddress, placeOfOutput } from './stores.ts';
import { stripServiceFields } from './strip.ts';
import { subjectIn } from './subject.ts';
import { mapStrings, type Place } from './walk.ts';

/**
 * All that a job's spec, or a component's, needs in the workspace it runs in, in the order of the spec.
 * @param stores of the source: with them an address in its own storage account is told as data, not as an account, and
 * the output of another job as the place where it lies.
 */
export function dependenciesOf(spec: JsonObject, source: WorkspaceRef, stores?: Stores): readonly Dependency[] {
  const stripped = 'jobType' in spec ? stripServiceFields(spec, source) : spec;
  const found: Dependency[] = [];
  mapStrings(stripped, (text, place) => {
    const needed = dependencyOf(parseReference(text), place, source, stores);
    if (needed !== undefined) found.push(needed);
    return text;
  });
  return [...found, ...serverlessOf(stripped)];
}

/** What one string needs; undefined when it is no reference, or one to another workspace. */
export function dependencyOf(
  reference: Reference,
  place: Place,
  source: WorkspaceRef,
  stores: Stores | undefined,
): Dependency | undefined {
  const { path, role } = place;
  switch (role) {
    case 'identityId':
      return identityOf(place);
    case 'reference':
    case 'output':
    case 'compute':
    case 'defaultDatastore':
      break;
    default:
      return undefined;
  }
  const use = role === 'output' ? 'output' : 'input';
  if (reference.kind === 'registry') {
    const { registry, collection, name } = reference;
    return { path, kind: 'registry', registry, collection, name };
  }
  if (reference.kind === 'storage') {
    const own = stores !== undefined && isOwnAccount(stores, reference.account);
    const data = own ? placeOfAddress(stores, reference) : undefined;
    return data === undefined
      ? { path, kind: 'storage-account', account: reference.account, use }
      : { path, kind: 'data', place: data, use };
  }
  const subject = subjectIn(source, reference, place);
  return subject === undefined ? undefined : ofSubject(subject, path, use, stores);
}

function ofSubject(
  subject: Subject,
  path: string,
  use: 'input' | 'output',
  stores: Stores | undefined,
): Dependency | undefined {
  switch (subject.kind) {
    case 'asset':
    case 'label': {
      const { collection, name } = subject;
      // They come from Microsoft's registry, whatever workspace they are named in (recorded: 13-anonymous-component-put).
      if (isCurated(collection, name))
        return { path, kind: 'registry', registry: 'azureml', collection: 'environments', name };
      if (collection === undefined) return undefined;
      return subject.kind === 'asset'
        ? { path, kind: 'asset', asset: { kind: collection, name, version: subject.version } }
        : { path, kind: 'label', collection, name, label: subject.label };
    }
    case 'compute':
      // What serverless jobs ask for is told by `serverlessOf`, which sees their resources.
      return isReserved(subject.name) ? undefined : { path, kind: 'compute', name: subject.name };
    case 'datastore':
      return { path, kind: 'datastore', name: subject.name };
    case 'data':
      // Chosen when the job runs, from the datastores that its workspace has by then.
      return subject.place.datastore.startsWith('${{') ? undefined : { path, kind: 'data', place: subject.place, use };
    case 'job-output': {
      const { job, output, rest } = subject;
      return stores === undefined
        ? { path, kind: 'job-output', job, output, rest }
        : { path, kind: 'data', place: placeOfOutput(stores, subject), use };
    }
    default:
      return undefined;
  }
}

/** One for each identity, whichever of its ids are given: the ARM id says most. */
function identityOf({ path, key, owner }: Place): Dependency | undefined {
  const best = ['resourceId', 'resource_id', 'msi_resource_id', 'clientId', 'client_id', 'objectId', 'object_id'].find(
    (name) => stringAt(owner, name) !== undefined,
  );
  const id = stringAt(owner, key);
  return key === best && id !== undefined ? { path, kind: 'identity', id } : undefined;
}
