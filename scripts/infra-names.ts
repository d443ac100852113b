import { writeFileSync } from 'node:fs';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { CONTAINERS, EVENT_FUNCTIONS, QUEUES, TABLES } from '../functions/names.ts';

export const infraNamesFile = fileURLToPath(new URL('../infra/names.json', import.meta.url));

/** `infra/names.json`, which the Bicep files load: the names that both the code and the deployment must agree on. */
export function infraNames(): string {
  const names = {
    functions: EVENT_FUNCTIONS,
    queues: Object.values(QUEUES),
    tables: Object.values(TABLES),
    containers: Object.values(CONTAINERS),
  };
  return `${JSON.stringify(names, null, 2)}\n`;
}

if (process.argv[1] !== undefined && import.meta.url === pathToFileURL(process.argv[1]).href) {
  writeFileSync(infraNamesFile, infraNames());
}
