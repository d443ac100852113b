import type { AssetMap, Dependency, Stores } from '../asset.ts';
import { objectAt, stringAt, type JsonObject } from '../json.ts';
import type { Reason } from '../reason.ts';
import type { WorkspaceRef } from '../workspace.ts';
import { lookUp, type Mapping } from './mapping.ts';
import { isSharedPath, outputPolicy, suffixed } from './outputs.ts';
import { notResubmittable, outputShared, referenceInText, userIdentity } from './reasons.ts';
import { relocate } from './relocate.ts';
import { stripServiceFields } from './strip.ts';
import { findInText } from './text.ts';
import { mapStrings, type Visit } from './walk.ts';

export type TranslateInput = {
  /** `properties` of the ARM job resource as GET returned it. */
  readonly spec: JsonObject;
  readonly source: WorkspaceRef;
  readonly target: WorkspaceRef;
  readonly mapping: Mapping;
  /** What the mirror has made present in the target. Absent: assets are taken to be there, same name, same version. */
  readonly assetMap?: AssetMap | undefined;
  /** What the datastores of both workspaces really are. Absent: only `mapping.datastores` says it. */
  readonly stores?: { readonly source: Stores; readonly target: Stores } | undefined;
};

export type Translation =
  | {
      readonly kind: 'translated';
      readonly spec: JsonObject;
      readonly dependencies: readonly Dependency[];
      readonly warnings: readonly Reason[];
    }
  /** All reasons at once, so that one round of mending is enough. */
  | {
      readonly kind: 'blocked';
      readonly reasons: readonly [Reason, ...Reason[]];
      readonly dependencies: readonly Dependency[];
    };

/** The kinds whose specs are understood well enough to be rewritten. */
const resubmittable = new Set(['Command', 'Pipeline']);

/**
 * Turns the spec of a job of the source workspace into the spec of the same job for the target. Into the same workspace
 * nothing is rewritten: what the job refers to is still there, and still the same.
 */
export function translate({ spec, source, target, mapping }: TranslateInput): Translation {
  const jobType = stringAt(spec, 'jobType') ?? 'unknown';
  if (!resubmittable.has(jobType)) return { kind: 'blocked', reasons: [notResubmittable(jobType)], dependencies: [] };

  const stripped = stripServiceFields(spec);
  const findings: Findings = { blocking: [], warnings: [] };
  const inPlace = source.id.toLowerCase() === target.id.toLowerCase();
  const visit = inPlace ? inPlaceVisit(findings) : movingVisit({ spec: stripped, source, target, mapping }, findings);
  const translated = mapStrings(stripped, visit);

  const [first, ...others] = findings.blocking;
  return first === undefined
    ? { kind: 'translated', spec: translated, dependencies: [], warnings: findings.warnings }
    : { kind: 'blocked', reasons: [first, ...others], dependencies: [] };
}

/** The same for a component's spec (`properties.componentSpec`), which a pipeline of the target is to be made of. */
export function translateComponentSpec({ spec, source, target, mapping }: TranslateInput): Translation {
  const findings: Findings = { blocking: [], warnings: [] };
  const translated = mapStrings(spec, movingVisit({ spec, source, target, mapping }, findings));
  const [first, ...others] = findings.blocking;
  return first === undefined
    ? { kind: 'translated', spec: translated, dependencies: [], warnings: findings.warnings }
    : { kind: 'blocked', reasons: [first, ...others], dependencies: [] };
}

type Findings = { readonly blocking: Reason[]; readonly warnings: Reason[] };

function inPlaceVisit(findings: Findings): Visit {
  return (text, place) => {
    if (place.role === 'identity' && isUserIdentity(text)) findings.blocking.push(userIdentity(place));
    return text;
  };
}

function movingVisit(move: TranslateInput, findings: Findings): Visit {
  const outputs = outputPolicy(objectAt(move.spec, 'tags'));
  const inPlace = inPlaceVisit(findings);

  const relocated: Visit = (text, place) => {
    const result = relocate(text, place, move);
    if ('text' in result) return result.text;
    findings.blocking.push(result.blocked);
    return text;
  };
  const freeText: Visit = (text, place) => {
    const found = findInText(text, move.source, move.target);
    // A pipeline's node may take its compute from a literal input: `computeId: ${{parent.inputs.compute}}`.
    if ((lookUp(move.mapping.computes, text) ?? text) !== text)
      found.push('the name of a compute that has another one in the target');
    if (found.length > 0) findings.warnings.push(referenceInText(place, found));
    return text;
  };

  return (text, place) => {
    switch (place.role) {
      case 'identity':
        return inPlace(text, place);
      case 'text':
        return freeText(text, place);
      case 'variable':
        return freeText(variableValue(move.mapping, place.key) ?? text, place);
      case 'instanceType':
        return lookUp(move.mapping.instanceTypes, text) ?? text;
      case 'output': {
        if (!isSharedPath(text)) return relocated(text, place);
        if (outputs === 'undecided') findings.blocking.push(outputShared(place));
        const uri = relocated(text, place);
        return outputs === 'suffix' ? suffixed(uri) : uri;
      }
      case 'compute':
      case 'defaultDatastore':
      case 'reference':
        return relocated(text, place);
    }
  };
}

/** Names of environment variables are exact: `path` and `PATH` are two. */
function variableValue({ environmentVariables }: Mapping, name: string): string | undefined {
  return Object.hasOwn(environmentVariables, name) ? environmentVariables[name] : undefined;
}

/** `UserIdentity` in ARM's spelling, `user_identity` in that of the authoring YAML. */
function isUserIdentity(identityType: string): boolean {
  return identityType.replaceAll('_', '').toLowerCase() === 'useridentity';
}
