import type { Dependency } from '../asset.ts';
import { objectAt, stringAt, type JsonObject } from '../json.ts';
import type { Reason } from '../reason.ts';
import { notResubmittable } from './kinds.ts';
import { markerEntriesAtMost, mostTags } from './marker.ts';
import { same, type Move } from './move.ts';
import { computeIsServerless, outputSharedInComponent, tooManyProperties } from './reasons.ts';
import { computeName, isReserved, serverlessOf } from './serverless.ts';
import { stripServiceFields } from './strip.ts';
import { inPlaceVisit, movingVisit, noFindings, type Findings } from './visits.ts';
import { mapStrings } from './walk.ts';

export type TranslateInput = Move & {
  /** `properties` of the ARM job resource as GET returned it. */
  readonly spec: JsonObject;
  /**
   * Names of all computes of the source, where they were read after the spec: a name beside these was put there by the
   * service.
   */
  readonly sourceComputes?: readonly string[] | undefined;
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

/**
 * Turns the spec of a job of the source workspace into the spec of the same job for the target. Into the same workspace
 * nothing is rewritten: what the job refers to is still there, and still the same.
 */
export function translate(input: TranslateInput): Translation {
  const { source, target, sourceComputes } = input;
  const kind = notResubmittable(stringAt(input.spec, 'jobType'));
  if (kind !== undefined) return { kind: 'blocked', reasons: [kind], dependencies: [] };

  const findings = noFindings();
  const stripped = withoutAddedCompute(stripServiceFields(input.spec, source), sourceComputes, findings);
  const inPlace = same(source.id, target.id);
  const visit = inPlace ? inPlaceVisit(input, findings) : movingVisit(stripped, input, findings);
  const translated = mapStrings(stripped, visit);
  findings.dependencies.push(...serverlessOf(stripped));
  countProperties(stripped, findings);
  return ended(translated, findings);
}

/** The same for a component's spec (`properties.componentSpec`), which pipelines of the target are to be made of. */
export function translateComponentSpec(input: Move & { readonly spec: JsonObject }): Translation {
  const findings = noFindings();
  const inPlace = same(input.source.id, input.target.id);
  const visit = inPlace
    ? inPlaceVisit(input, findings)
    : movingVisit(input.spec, input, findings, outputSharedInComponent);
  return ended(mapStrings(input.spec, visit), findings);
}

function ended(spec: JsonObject, { blocking, warnings, dependencies }: Findings): Translation {
  const [first, ...others] = blocking;
  return first === undefined
    ? { kind: 'translated', spec, dependencies, warnings }
    : { kind: 'blocked', reasons: [first, ...others], dependencies };
}

/**
 * A GET of a serverless job shows the name of a compute that nobody sent and the workspace does not have (recorded: 04
 * and 05). Sent on, it would name a compute that the target does not have either.
 */
function withoutAddedCompute(
  spec: JsonObject,
  known: readonly string[] | undefined,
  { warnings }: Findings,
): JsonObject {
  const computeId = stringAt(spec, 'computeId');
  const name = computeId === undefined || known === undefined ? undefined : computeName(computeId);
  if (name === undefined || isReserved(name) || known?.some((other) => same(other, name)) === true) return spec;
  warnings.push(computeIsServerless(name));
  const { computeId: _, ...rest } = spec;
  return rest;
}

/** ARM would refuse the job as a whole; so a person hears of it before the outage, and in time to remove some. */
function countProperties(spec: JsonObject, { blocking }: Findings): void {
  const room = { properties: mostTags - markerEntriesAtMost, tags: mostTags };
  for (const what of ['properties', 'tags'] as const) {
    const count = Object.keys(objectAt(spec, what) ?? {}).length;
    if (count > room[what]) blocking.push(tooManyProperties(what, count, room[what]));
  }
}
