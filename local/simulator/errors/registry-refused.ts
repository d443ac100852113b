import { serviceError } from '../answer.ts';
import type { Answer } from '../answer.ts';

/** A registry without the workspace's region: 401 with the code Forbidden, though nothing is wrong with the token. */
export function registryRefused(reference: string, registry: string, where: { region: string; now: number }): Answer {
  const why = `Registry ${registry} does not contain ${where.region} as a region`;
  return serviceError(401, 'Forbidden', `key: ${reference}, Message: ${why}`, where);
}
