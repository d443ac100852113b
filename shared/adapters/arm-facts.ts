import type { Stores } from '../core/asset.ts';
import { isJsonObject, objectAt, stringAt, type Json } from '../core/json.ts';
import type { ComputeFacts, Quota, RegistryFacts, VmSize } from '../core/mirror/facts.ts';

/** Readers of ARM's lists. What lacks the part that we need is left out: it is no reason to know nothing of the rest. */
export function storesIn(value: readonly Json[]): Stores {
  const byName = new Map<string, { name: string; type: string; account: string; container: string }>();
  let defaultName: string | undefined;
  for (const one of value) {
    const name = stringAt(one, 'name');
    const properties = objectAt(one, 'properties');
    const text = (key: string) => stringAt(properties, key);
    const type = text('datastoreType');
    if (name === undefined || type === undefined) continue;
    const account = text('accountName') ?? text('storeName') ?? '';
    const container = text('containerName') ?? text('filesystem') ?? text('fileShareName') ?? '';
    byName.set(name.toLowerCase(), { name, type, account: account.toLowerCase(), container });
    if (properties?.['isDefault'] === true) defaultName = name;
  }
  return { byName, ...(defaultName === undefined ? {} : { defaultName }) };
}

export function computesIn(value: readonly Json[]): ComputeFacts[] {
  return value.flatMap((one) => {
    const name = stringAt(one, 'name');
    const properties = objectAt(one, 'properties');
    if (name === undefined) return [];
    const vmSize = stringAt(objectAt(properties, 'properties'), 'vmSize');
    const computeType = stringAt(properties, 'computeType') ?? 'Unknown';
    return [{ name, computeType, identities: identitiesIn(one), ...(vmSize === undefined ? {} : { vmSize }) }];
  });
}

/** ARM ids of the user-assigned identities of a resource. */
export function identitiesIn(resource: Json): readonly string[] {
  return Object.keys(objectAt(objectAt(resource, 'identity'), 'userAssignedIdentities') ?? {});
}

export function quotasIn(value: readonly Json[]): Quota[] {
  return value.flatMap((one) => {
    const family = stringAt(objectAt(one, 'name'), 'value');
    const limit = isJsonObject(one) ? one['limit'] : undefined;
    return family === undefined || typeof limit !== 'number' ? [] : [{ family, limit }];
  });
}

export function vmSizesIn(value: readonly Json[]): VmSize[] {
  return value.flatMap((one) => {
    const [name, family] = [stringAt(one, 'name'), stringAt(one, 'family')];
    const cores = isJsonObject(one) ? one['vCPUs'] : undefined;
    return name === undefined || family === undefined || typeof cores !== 'number' ? [] : [{ name, family, cores }];
  });
}

export function registriesIn(value: readonly Json[]): RegistryFacts[] {
  return value.flatMap((one) => {
    const name = stringAt(one, 'name');
    const details = objectAt(one, 'properties')?.['regionDetails'];
    if (name === undefined || !Array.isArray(details)) return [];
    const regions = details.flatMap((detail) => stringAt(detail, 'location') ?? []);
    return [{ name, regions: regions.map((region) => region.toLowerCase().replaceAll(' ', '')) }];
  });
}
