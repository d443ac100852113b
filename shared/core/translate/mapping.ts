/**
 * What is called differently, or lies elsewhere, on the other side. One direction only: a pair has one mapping to its
 * secondary and one to its primary. Names are looked up in any letter case, as Azure's APIs change it.
 */
export type Mapping = {
  /** Compute name to compute name; one that is not listed keeps its name. */
  readonly computes: Readonly<Record<string, string>>;
  /** VM size to VM size, for regions that lack one; one that is not listed is kept. */
  readonly instanceTypes: Readonly<Record<string, string>>;
  /**
   * Source datastore to the target datastore that means THE SAME storage. Only what is listed here can be read in the
   * target: every workspace has its own `workspaceblobstore`, so an equal name says nothing.
   */
  readonly datastores: Readonly<Record<string, string>>;
  /** Storage account to the one that holds the same data for the target; one that is not listed is kept. */
  readonly storageAccounts: Readonly<Record<string, string>>;
  /** Client id, object id or ARM id of a managed identity to the same of the one to run as; others are kept. */
  readonly identities: Readonly<Record<string, string>>;
  /** Variable name to the value it has in the target. Changes variables that the job has, adds none. */
  readonly environmentVariables: Readonly<Record<string, string>>;
};

export const noMapping: Mapping = {
  computes: {},
  instanceTypes: {},
  datastores: {},
  storageAccounts: {},
  identities: {},
  environmentVariables: {},
};

/** The entry for `name`: the exact spelling first, then any letter case. */
export function lookUp(table: Readonly<Record<string, string>>, name: string): string | undefined {
  if (Object.hasOwn(table, name)) return table[name];
  const wanted = name.toLowerCase();
  return Object.entries(table).find(([key]) => key.toLowerCase() === wanted)?.[1];
}
