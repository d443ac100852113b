import type { AssetKind, Dependency } from '../asset.ts';
import { isJsonObject, type Json, type JsonObject } from '../json.ts';
import type { Reason } from '../reason.ts';
import { parseReference } from '../reference.ts';
import { dependencyOf } from './dependencies.ts';
import { same, type Move } from './move.ts';
import { isServiceTag, mapEntries } from './strip.ts';
import { translateComponentSpec } from './translate.ts';
import { inPlaceVisit, movingVisit, noFindings, type Findings } from './visits.ts';
import type { Visit } from './walk.ts';

export type AssetInput = Move & {
  readonly kind: AssetKind;
  /** `properties` of the ARM resource of the version as GET returned it. */
  readonly properties: JsonObject;
  /** Addresses whose content was copied, spelled as in the body, to where it lies in the target: snapshots of code. */
  readonly copied?: ReadonlyMap<string, string> | undefined;
};

export type AssetTranslation =
  | {
      readonly kind: 'translated';
      /** As a PUT of the version takes them. */
      readonly properties: JsonObject;
      readonly dependencies: readonly Dependency[];
    }
  | {
      readonly kind: 'blocked';
      readonly reasons: readonly [Reason, ...Reason[]];
      readonly dependencies: readonly Dependency[];
    };

/** Where the bodies of versions say where their content lies: in the storage of the workspace, more often than not. */
const addressFields = new Set(['codeUri', 'dataUri', 'modelUri', 'contextUri', 'referencedUris']);

/** Turns the body of one version of an asset of the source workspace into the body to be created in the target. */
export function translateAsset(input: AssetInput): AssetTranslation {
  const { kind, source, target, stores, copied } = input;
  const properties = stripAsset(kind, input.properties);
  const findings = noFindings();
  const visit = same(source.id, target.id) ? inPlaceVisit(input, findings) : movingVisit(properties, input, findings);

  const address: Visit = (text, place) => {
    const copy = copied?.get(text);
    if (copy === undefined) return visit(text, place);
    const needed = dependencyOf(parseReference(text), place, source, stores?.source);
    if (needed !== undefined) findings.dependencies.push(needed);
    return copy;
  };
  const field = (value: Json, key: string, path: string, owner: JsonObject): Json => {
    if (key === 'build' && isJsonObject(value))
      return mapEntries(value, (child, name) => field(child, name, `${path}/${name}`, value));
    if (!addressFields.has(key)) return value;
    if (Array.isArray(value)) return value.map((item, index) => field(item, key, `${path}/${index}`, owner));
    return typeof value === 'string' ? address(value, { role: 'reference', path, key, owner }) : value;
  };
  const moved = mapEntries(properties, (value, key) => {
    if (key !== 'componentSpec' || !isJsonObject(value)) return field(value, key, `/${key}`, properties);
    return component(value, input, findings);
  });

  const { dependencies, blocking } = findings;
  const [first, ...others] = blocking;
  return first === undefined
    ? { kind: 'translated', properties: moved, dependencies }
    : { kind: 'blocked', reasons: [first, ...others], dependencies };
}

/** A component is its spec; what is found in it is told by its place in the whole body. */
function component(spec: JsonObject, move: Move, findings: Findings): JsonObject {
  const below = <Found extends { readonly path?: string }>(found: Found): Found => ({
    ...found,
    path: `/componentSpec${found.path ?? ''}`,
  });
  const { source, target, mapping, assetMap, stores, outputs } = move;
  const result = translateComponentSpec({ spec, source, target, mapping, assetMap, stores, outputs });
  findings.dependencies.push(...result.dependencies.map(below));
  if (result.kind === 'translated') return result.spec;
  findings.blocking.push(...result.reasons.map(below));
  return spec;
}

/** What GET adds and PUT refuses or would misread. Recorded: 23 to 26; read-only in the ARM schema 2025-12-01. */
const addedFields = new Set(['provisioningState', 'environmentType', 'systemData']);

function stripAsset(kind: AssetKind, body: JsonObject): JsonObject {
  const own = Object.entries(body).filter(([key, value]) => {
    // The job that made a model is in the source's run history, and PUT checks that it exists.
    if (value === null || addedFields.has(key) || (kind === 'models' && key === 'jobName')) return false;
    // The service answers so for an environment without conda dependencies.
    return !(key === 'condaFile' && value === '');
  });
  return Object.fromEntries(
    own.map(([key, value]) => {
      if ((key !== 'properties' && key !== 'tags') || !isJsonObject(value)) return [key, value];
      const kept = Object.entries(value).filter(
        ([name, text]) => name !== 'azureml.labels' && !isServiceTag(name, text),
      );
      return [key, Object.fromEntries(kept)];
    }),
  );
}
