import { serviceError } from '../answer.ts';
import type { Answer } from '../answer.ts';

/** A PUT to the name of an existing job with something else than what may be updated. The status is believed. */
export function nameTaken(changed: readonly string[], where: { region: string; now: number }): Answer {
  const names = changed.map((name) => name.slice(0, 1).toUpperCase() + name.slice(1)).join(',  ');
  const message =
    'A job with this name already exists. If you are trying to create a new job, use a different name. ' +
    `If you are trying to update an existing job, the existing job's ${names} cannot be changed. ` +
    'Only description, tags, displayName, properties, and isArchived can be updated.';
  return serviceError(400, 'UserError', message, where, ['Immutable', 'JobPropertyImmutable']);
}
