import { writeFile } from 'node:fs/promises';
import { pathToFileURL } from 'node:url';
import { z } from 'zod';
import { configSchema } from '../shared/config/config-schema.ts';

/** The JSON schema of `failover.yaml`, for editors: what may be written, before defaults are filled in. */
export function configJsonSchema(): unknown {
  return z.toJSONSchema(configSchema, { io: 'input', target: 'draft-7' });
}

/** Where the schema is published. */
export const schemaFile = new URL('../docs/failover.schema.json', import.meta.url);

if (process.argv[1] !== undefined && import.meta.url === pathToFileURL(process.argv[1]).href) {
  await writeFile(schemaFile, `${JSON.stringify(configJsonSchema(), null, 2)}\n`);
}
