import type { Dependency } from '../asset.ts';
import { objectAt, type JsonObject } from '../json.ts';
import type { Reason } from '../reason.ts';
import { parseReference } from '../reference.ts';
import { boundInputs } from './bound-inputs.ts';
import type { How } from './data.ts';
import { dependencyOf } from './dependencies.ts';
import { lookUp, type Mapping } from './mapping.ts';
import { markerPrefix } from './marker.ts';
import type { Move } from './move.ts';
import { isSharedPath, outputPolicy, suffixed } from './outputs.ts';
import * as reasons from './reasons.ts';
import { relocate } from './relocate.ts';
import { textFinder } from './text.ts';
import type { Place, Visit } from './walk.ts';

/** What is learned on the way through a spec. */
export type Findings = {
  readonly blocking: Reason[];
  readonly warnings: Reason[];
  readonly dependencies: Dependency[];
};

export function noFindings(): Findings {
  return { blocking: [], warnings: [], dependencies: [] };
}

/** Rewrites nothing: what the job refers to is still there, and still the same. */
export function inPlaceVisit({ source, stores }: Move, findings: Findings): Visit {
  return (text, place) => {
    judge(text, place, findings);
    const needed = dependencyOf(parseReference(text), place, source, stores?.source);
    if (needed !== undefined) findings.dependencies.push(needed);
    return text;
  };
}

/**
 * Rewrites each string as its role wants it.
 * @param outputShared what is said of an output to which the origin could be writing as well.
 */
export function movingVisit(
  spec: JsonObject,
  move: Move,
  findings: Findings,
  outputShared = reasons.outputShared,
): Visit {
  const { source, target, mapping, stores } = move;
  const outputs = outputPolicy(objectAt(spec, 'tags'), move.outputs ?? 'block');
  const bound = boundInputs(spec);
  const findInText = textFinder(source, target);

  const relocated = (text: string, place: Place): { readonly text: string; readonly how: How } => {
    const reference = parseReference(text);
    const needed = dependencyOf(reference, place, source, stores?.source);
    if (needed !== undefined) findings.dependencies.push(needed);
    const result = relocate(reference, text, place, move);
    if ('text' in result) return { text: result.text, how: result.how ?? 'shared' };
    findings.blocking.push(result.blocked);
    return { text, how: 'shared' };
  };
  const output: Visit = (text, place) => {
    const blockers = findings.blocking.length;
    const result = relocated(text, place);
    if (result.how === 'standby') findings.warnings.push(reasons.outputInStandby(place));
    // What the origin writes, it writes into another storage.
    if (result.how !== 'shared' || !isSharedPath(text)) return result.text;
    // Told before what else is wrong with the path: it is the author who has to decide.
    if (outputs === 'block') findings.blocking.splice(blockers, 0, outputShared(place));
    return outputs === 'suffix' ? suffixed(result.text) : result.text;
  };
  const freeText: Visit = (text, place) => {
    const found = findInText(text);
    // A component's node may take its compute from a literal input: `computeId: ${{parent.inputs.compute}}`.
    if ((lookUp(mapping.computes, text) ?? text) !== text)
      found.push('the name of a compute that has another one in the target');
    if (found.length > 0) findings.warnings.push(reasons.referenceInText(place, found));
    return text;
  };
  const note: Visit = (text, place) => {
    // A word to us, which whoever reads it translates.
    if (place.key.startsWith(markerPrefix)) return text;
    const found = findInText(text);
    if (found.length > 0) findings.warnings.push(reasons.referenceInNote(place, found));
    return text;
  };
  const identityId: Visit = (text, place) => {
    const needed = dependencyOf(parseReference(text), place, source, stores?.source);
    if (needed !== undefined) findings.dependencies.push(needed);
    const mapped = lookUp(mapping.identities, text);
    if (mapped === undefined && namesMappedIdentity(place.owner, mapping))
      findings.blocking.push(reasons.identityHalfMapped(place));
    return mapped ?? text;
  };

  return (text, place) => {
    // Paths are put together lazily: only the few that can be bound are looked up.
    const role = place.role === 'text' && bound.size > 0 ? (bound.get(place.path) ?? 'text') : place.role;
    switch (role) {
      case 'identity':
      case 'distribution':
        judge(text, place, findings);
        return text;
      case 'identityId':
        return identityId(text, place);
      case 'text':
        return freeText(text, place);
      case 'note':
        return note(text, place);
      case 'variable':
        return freeText(variableValue(mapping, place.key) ?? text, place);
      case 'instanceType':
        return lookUp(mapping.instanceTypes, text) ?? text;
      case 'output':
        return output(text, place);
      case 'compute':
        return relocated(text, { ...place, role: 'compute' }).text;
      case 'defaultDatastore':
      case 'reference':
        return relocated(text, place).text;
    }
  };
}

/** What is to be said about a string wherever the job goes. */
function judge(text: string, place: Place, findings: Findings): void {
  if (place.role === 'identity' && isUserIdentity(text)) findings.blocking.push(reasons.userIdentity(place));
  if (place.role === 'distribution' && !/^(mpi|pytorch|tensorflow)$/i.test(text))
    findings.warnings.push(reasons.previewFeature(place, `The distribution ${text}`));
}

/** Names of environment variables are exact: `path` and `PATH` are two. */
function variableValue({ environmentVariables }: Mapping, name: string): string | undefined {
  return Object.hasOwn(environmentVariables, name) ? environmentVariables[name] : undefined;
}

/** `UserIdentity` in ARM's spelling, `user_identity` in that of the authoring YAML. */
function isUserIdentity(identityType: string): boolean {
  return identityType.replaceAll('_', '').toLowerCase() === 'useridentity';
}

function namesMappedIdentity(identity: JsonObject, { identities }: Mapping): boolean {
  return Object.values(identity).some((id) => typeof id === 'string' && lookUp(identities, id) !== undefined);
}
