import { nameTaken } from './errors/name-taken.ts';
import { canonical, objectAt, withoutNulls } from './json.ts';
import type { Answer } from './answer.ts';
import type { Json, JsonObject } from './json.ts';
import type { Job } from './store.ts';

const mutable = ['description', 'tags', 'displayName', 'properties', 'isArchived'] as const;

/** Updates what may be updated about a job; the refusal when anything else differs, and then nothing is changed. */
export function updateJob(
  job: Job,
  properties: JsonObject,
  where: { region: string; now: number },
): Answer | undefined {
  const changed = [...immutableChanges(job.submitted, properties), ...changedProperties(job.submitted, properties)];
  if (changed.length > 0) return nameTaken(changed, where);
  for (const key of mutable) {
    const given = properties[key];
    if (given === undefined) continue;
    // Tags are replaced; properties can only be added.
    if (key === 'properties') job.submitted[key] = { ...objectAt(job.submitted, key), ...objectAt(properties, key) };
    else job.submitted[key] = structuredClone(given);
  }
  return undefined;
}

/** Whether a PUT says nothing that the job does not say already. */
export function isRepeat(job: Job, properties: JsonObject): boolean {
  return comparable(job.submitted) === comparable(properties);
}

function immutableChanges(before: JsonObject, after: JsonObject): string[] {
  const keys = new Set([...Object.keys(before), ...Object.keys(after)]);
  for (const key of mutable) keys.delete(key);
  return [...keys].filter((key) => comparable(before[key]) !== comparable(after[key]));
}

function changedProperties(before: JsonObject, after: JsonObject): string[] {
  const old = objectAt(before, 'properties') ?? {};
  const isChanged = Object.entries(objectAt(after, 'properties') ?? {}).some(
    ([key, value]) => key in old && comparable(old[key]) !== comparable(value),
  );
  return isChanged ? ['properties'] : [];
}

/** Absent, null and empty are one and the same to the service. */
function comparable(value: Json | undefined): string {
  const text = canonical(withoutNulls(value ?? null));
  return text === '{}' || text === '[]' ? 'null' : text;
}
