import { isJsonObject, type JsonObject } from '../json.ts';
import { document, type ExportAsset, type ExportDocument, type Source } from './document.ts';
import { reference } from './references.ts';
import { mapOf, same, type Convert, type Field } from './shape.ts';

/** Says nothing that an author could set. */
export const assetSilent = ['provisioningState', 'isAnonymous', 'isArchived', 'systemData'];

/** The service keeps labels and lineage of its own among the user's properties. */
export const ownProperties: Convert = (value, scope) => {
  if (!isJsonObject(value)) return undefined;
  const own = Object.entries(value).filter(([key]) => !/^_?azureml\./i.test(key));
  return mapOf(same)(Object.fromEntries(own), scope);
};

export const assetHead: readonly Field[] = [
  ['description', same],
  ['tags', same],
  ['properties', ownProperties],
];

/** An address that goes into Git. A signature in it is a secret, and none that the asset is made of. */
export const address: Convert = (value, scope) => {
  if (typeof value !== 'string' || !/^[a-z]+:\/\/[^?]*\?.*\bsig=/is.test(value)) return reference(value, scope);
  scope.tell(`not exported: ${scope.path}: the signature of the address, which is a secret`);
  return value.split('?')[0];
};

export function assetDocument(
  { kind, name, version, properties }: ExportAsset,
  source: Source,
  { schema, as, head = {} }: { readonly schema: string; readonly as: Convert; readonly head?: JsonObject },
): ExportDocument {
  return document({
    folder: kind,
    name,
    ...(version === undefined ? {} : { version }),
    source,
    schema,
    head: { name, ...(version === undefined ? {} : { version }), ...head },
    properties,
    as,
    notes: [
      ...(properties['isAnonymous'] === true
        ? ['note: it was defined inside another file, and was given this name by the CLI']
        : []),
      ...(properties['isArchived'] === true ? ['not exported: /isArchived: a new asset is never archived'] : []),
    ],
  });
}
