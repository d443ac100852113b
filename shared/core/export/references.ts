import { isJsonObject, type Json } from '../json.ts';
import { formatReference, parseReference } from '../reference.ts';
import type { WorkspaceRef } from '../workspace.ts';
import { listOf, mapOf, type Convert, type Scope } from './shape.ts';

/**
 * Names that the CLI gives to what was written inside another file. They mean nothing outside the workspace in which
 * they were made, so whoever reads the file is told.
 */
const anonymous = /^azureml:(azureml_anonymous|CliV2AnonymousEnvironment|CliV2AnonymousComponent)[:@]/i;

/** An id as the CLI's YAML writes it: own assets by name and version, everything else as it stands. */
export const reference: Convert = (value, scope) => {
  if (typeof value !== 'string') return withReferences(value, scope);
  const text = cliReference(value, scope.workspace);
  if (anonymous.test(text)) tellAnonymous(text, scope);
  return text;
};

/** Every string below is looked at: for parts that nearly have the CLI's form, but name assets by ARM id. */
export function withReferences(value: Json, scope: Scope): Json | undefined {
  if (typeof value === 'string') return reference(value, scope);
  if (Array.isArray(value)) return listOf(withReferences)(value, scope);
  return isJsonObject(value) ? mapOf(withReferences)(value, scope) : value;
}

export function cliReference(text: string, workspace: WorkspaceRef): string {
  const parsed = parseReference(text);
  switch (parsed.kind) {
    case 'workspace':
      if (isOwn(parsed, workspace)) return ownReference(parsed.tail) ?? text;
      // Another workspace's: by its full id, which needs the prefix in YAML.
      return parsed.scheme === '' ? formatReference({ ...parsed, scheme: 'azureml:' }) : text;
    case 'location':
      return parsed.guid.toLowerCase() === workspace.guid?.toLowerCase() ? (ownReference(parsed.tail) ?? text) : text;
    default:
      return text;
  }
}

type Owner = { readonly subscriptionId?: string; readonly resourceGroup: string; readonly workspace: string };

function isOwn(found: Owner, { subscriptionId, resourceGroup, name }: WorkspaceRef): boolean {
  return (
    (found.subscriptionId ?? subscriptionId).toLowerCase() === subscriptionId.toLowerCase() &&
    found.resourceGroup.toLowerCase() === resourceGroup.toLowerCase() &&
    found.workspace.toLowerCase() === name.toLowerCase()
  );
}

function ownReference(tail: string): string | undefined {
  const [, collection = '', name = '', rest = ''] = /^\/([^/]+)\/([^/]+)(.*)$/s.exec(tail) ?? [];
  const [, kind, value] = /^\/(versions|labels)\/([^/]+)$/i.exec(rest) ?? [];
  switch (collection.toLowerCase()) {
    case 'computes':
      return rest === '' ? `azureml:${name}` : undefined;
    case 'datastores':
      return rest === '' ? `azureml:${name}` : `azureml://datastores/${name}${rest}`;
    case 'environments':
    case 'components':
    case 'codes':
    case 'data':
    case 'models':
      if (value === undefined) return undefined;
      return kind?.toLowerCase() === 'labels' ? `azureml:${name}@${value}` : `azureml:${name}:${value}`;
    default:
      return undefined;
  }
}

function tellAnonymous(text: string, scope: Scope): void {
  scope.tell(`note: ${scope.path}: ${text} was defined inside another file and has this name in its workspace only`);
}
