import { guidFrom, hexFrom } from './random.ts';
import type { WorkspaceSeed } from './types.ts';

/** Names of what the primary of a pair apart holds, for whoever makes jobs for it. */
export type ApartNames = ReturnType<typeof apartNames>;

export function apartNames(primary: Pick<WorkspaceSeed, 'id' | 'guid'>) {
  const team = /\/mlw-([^-]+)-/.exec(primary.id)?.[1] ?? 'team';
  const unique = (what: string, length: number): string => hexFrom(`${primary.guid}/${what}`, length);
  return {
    team,
    anonymousEnvironment: { name: 'CliV2AnonymousEnvironment', version: unique('environment', 32) },
    anonymousComponent: { name: 'azureml_anonymous', version: guidFrom(`${primary.guid}/component`) },
    /** A job that has completed, and whose output other jobs read. */
    finished: `${team}_features_${unique('finished', 10)}`,
    codes: [1, 2, 3].map((number) => guidFrom(`${primary.guid}/code/${number}`)),
    /** Folders of the default datastore that people have uploaded to. */
    uploads: [1, 2, 3, 4].map((number) => `LocalUpload/${unique(`upload/${number}`, 32)}/data`),
    buildContext: `LocalUpload/${unique('context', 32)}/docker`,
    huge: `LocalUpload/${unique('huge', 32)}/frames`,
  };
}
