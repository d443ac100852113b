import { azureTime } from './clock.ts';
import type { JsonObject } from './json.ts';
import type { Stamp } from './store.ts';

/** Who created a resource, and who changed it last where that is kept. */
export function createdBy(created: Stamp, modified?: Stamp): JsonObject {
  const by = (stamp: Stamp): string => (stamp.by.kind === 'Application' ? stamp.by.oid : stamp.by.name);
  return {
    createdAt: azureTime(created.at),
    createdBy: by(created),
    createdByType: created.by.kind,
    ...(modified === undefined
      ? {}
      : { lastModifiedAt: azureTime(modified.at), lastModifiedBy: by(modified), lastModifiedByType: modified.by.kind }),
  };
}
