import { serviceError } from '../answer.ts';
import type { Answer } from '../answer.ts';

/** A dependency that this workspace does not hold: 404 on the PUT of the job (recorded for a pipeline's component). */
export function assetMissing(
  reference: string,
  missing: { kind: string; name: string; version: string },
  where: { region: string; now: number },
): Answer {
  const what = `Not found ${missing.kind} ${missing.name} (version: ${missing.version}).`;
  return serviceError(404, 'NotFound', `key: ${reference}, Message: ${what}`, where);
}
