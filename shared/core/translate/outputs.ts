import { stringAt, type JsonObject } from '../json.ts';
import { parseReference } from '../reference.ts';

/** What happens to an output with a fixed path, to which the origin could be writing as well. */
export type OutputDefault = 'block' | 'suffix' | 'same';

/** What the job's author has decided by the tag `failover.outputs`; where it says nothing, the default holds. */
export function outputPolicy(tags: JsonObject | undefined, otherwise: OutputDefault): OutputDefault {
  const decided = stringAt(tags, 'failover.outputs')?.toLowerCase();
  return decided === 'same' || decided === 'suffix' ? decided : otherwise;
}

/**
 * Whether an origin that runs on unseen could be writing to the very path to which its copy would write. Not when the
 * path holds the job's own name, when a binding chooses it (`${{parent.outputs.…}}` is judged where it is set, and
 * `${{default_datastore}}` is another storage in each workspace), and not when it is no address of a storage: an asset, or
 * a bare path, which lies wherever the job runs.
 */
export function isSharedPath(uri: string): boolean {
  if (uri === '' || /\$?\{\{?\s*name\s*\}?\}/.test(uri)) return false;
  const reference = parseReference(uri);
  switch (reference.kind) {
    case 'binding':
    case 'named':
    case 'asset':
    case 'job-output':
    case 'registry':
    case 'plain':
    case 'run':
    case 'unknown':
      return false;
    case 'datastore':
      return !reference.datastore.startsWith('${{');
    default:
      return true;
  }
}

/** `…/model/` becomes `…/model-failover/`; what follows a question mark is no part of the path. */
export function suffixed(uri: string): string {
  const [path = '', ...query] = uri.split('?');
  const folder = path.replace(/\/+$/, '');
  return [`${folder}-failover${path.slice(folder.length)}`, ...query].join('?');
}
