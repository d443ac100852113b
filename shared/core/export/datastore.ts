import { stringAt } from '../json.ts';
import { ownProperties } from './asset-parts.ts';
import { document, partialNotes, type ToFiles } from './document.ts';
import { leaveOut, same, shape, type Convert, type Field } from './shape.ts';

/** How the datastore signs in is told by its kind alone: keys, signatures and client secrets stay where they are. */
const credentials: Convert = (value, scope) => {
  const type = stringAt(value, 'credentialsType') ?? 'unknown';
  if (type.toLowerCase() === 'none') return undefined;
  return leaveOut(scope, `secrets of the kind ${type.replaceAll(/\W/g, '')}, to be added by whoever creates it`);
};

const noneOrLeftOut: Convert = (value, scope) => (value === 'None' || value === false ? undefined : leaveOut(scope));

const head: readonly Field[] = [
  ['description', same],
  ['tags', same],
  ['properties', ownProperties],
];
const tail: readonly Field[] = [
  ['endpoint', same],
  ['protocol', same],
  ['credentials', credentials],
  ['serviceDataAccessAuthIdentity', noneOrLeftOut],
  ['isDefault', noneOrLeftOut],
];

type Kind = { readonly type: string; readonly schema?: string; readonly fields: readonly Field[] };

const kinds: Readonly<Record<string, Kind>> = {
  azureblob: {
    type: 'azure_blob',
    schema: 'azureBlob',
    fields: [
      ['account_name', same],
      ['container_name', same],
    ],
  },
  azurefile: {
    type: 'azure_file',
    schema: 'azureFile',
    fields: [
      ['account_name', same],
      ['file_share_name', same],
    ],
  },
  azuredatalakegen1: {
    type: 'azure_data_lake_gen1',
    schema: 'azureDataLakeGen1',
    fields: [['store_name', same]],
  },
  azuredatalakegen2: {
    type: 'azure_data_lake_gen2',
    schema: 'azureDataLakeGen2',
    fields: [
      ['account_name', same],
      ['filesystem', same],
    ],
  },
};

export const datastore: ToFiles = (asset, source) => {
  const { kind: folder, name, properties } = asset;
  const datastoreType = stringAt(properties, 'datastoreType') ?? 'unknown';
  const kind = kinds[datastoreType.toLowerCase()];
  const file = { folder, name, source };
  if (kind === undefined) {
    return [document({ ...file, why: `datastores of the kind ${datastoreType} have no form in the CLI's YAML` })];
  }
  return [
    document({
      ...file,
      ...(kind.schema === undefined ? {} : { schema: kind.schema }),
      head: { name, type: kind.type },
      properties,
      as: shape([...head, ...kind.fields, ...tail], ['datastoreType', 'provisioningState', 'systemData']),
      notes: partialNotes(asset),
    }),
  ];
};
