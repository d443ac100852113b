import type { AssetRef } from '../core/asset.ts';
import { objectAt, stringAt, type Json, type JsonObject } from '../core/json.ts';
import type { WorkspaceRef } from '../core/workspace.ts';
import type { AssetStore, Clock } from '../ports.ts';
import { strange } from './arm-answer.ts';
import type { ArmClient } from './arm-client.ts';
import { readList } from './arm-list.ts';
import { computesIn, identitiesIn, quotasIn, registriesIn, storesIn, vmSizesIn } from './arm-facts.ts';

/** Assets over the one ARM client: its api-version, its deadline, raw bodies both ways. */
export function createArmAssets({ client, clock }: { readonly client: ArmClient; readonly clock: Clock }): AssetStore {
  const list = (path: string) => readList(client, path);

  return {
    async getAsset(workspace, asset) {
      const answer = await client.send({ method: 'GET', address: assetId(workspace, asset) });
      if (answer.kind !== 'answer') return answer;
      if (answer.status === 404) return { kind: 'absent' };
      const properties = objectAt(answer.body, 'properties');
      return properties === undefined
        ? strange(`an answer ${answer.status} without an asset`)
        : { kind: 'found', properties };
    },

    async putAsset(workspace, asset, properties) {
      const answer = await client.send({
        method: 'PUT',
        address: assetId(workspace, asset),
        body: { properties },
      });
      if (answer.kind === 'refused' && isTaken(answer.status, answer.reason.code)) return { kind: 'different' };
      if (answer.kind !== 'answer') return answer;
      if (answer.status === 404) return { kind: 'refused', status: 404, reason: notFound(answer.body) };
      const put = readAsset(answer.body, asset);
      return put === undefined ? strange(`an answer ${answer.status} without an asset`) : { kind: 'put', asset: put };
    },

    async resolveLabel(workspace, collection, name, label) {
      const container = `${workspace.id}/${collection}/${encodeURIComponent(name)}`;
      if (label.toLowerCase() === 'latest' || label.toLowerCase() === 'default') {
        const answer = await client.send({ method: 'GET', address: container });
        if (answer.kind !== 'answer') return answer;
        if (answer.status === 404) return { kind: 'absent' };
        const version = stringAt(objectAt(answer.body, 'properties'), 'latestVersion');
        return version === undefined ? { kind: 'absent' } : { kind: 'found', version };
      }
      const versions = await list(`${container}/versions`);
      if (versions.kind !== 'list') return versions;
      const labelled = versions.value.find((one) => labelsOf(one).includes(label.toLowerCase()));
      const version = stringAt(labelled, 'name');
      return version === undefined ? { kind: 'absent' } : { kind: 'found', version };
    },

    async readFacts(workspace) {
      const { id, subscriptionId, region } = workspace;
      const provider = `/subscriptions/${subscriptionId}/providers/Microsoft.MachineLearningServices`;
      const at = clock.now();
      const itself = await client.send({ method: 'GET', address: id });
      if (itself.kind !== 'answer') return itself;
      const stores = await list(`${id}/datastores`);
      if (stores.kind === 'absent') return strange('a workspace without datastores');
      if (stores.kind !== 'list') return stores;
      const others = await Promise.all([
        list(`${id}/computes`),
        list(`${provider}/locations/${region}/usages`),
        list(`${provider}/locations/${region}/vmSizes`),
        list(`${provider}/registries`),
      ]);
      // An answer that did not come must not look like a workspace that has nothing: the facts of before stay.
      for (const other of others) if (other.kind !== 'list' && other.kind !== 'absent') return other;
      const [computes, usages, vmSizes, registries] = others.map((other) =>
        other.kind === 'list' ? other.value : undefined,
      );
      const guid = stringAt(objectAt(itself.body, 'properties'), 'workspaceId');
      return {
        kind: 'found',
        facts: {
          at,
          stores: storesIn(stores.value),
          identities: identitiesIn(itself.body),
          ...(guid === undefined ? {} : { guid }),
          ...(computes === undefined ? {} : { computes: computesIn(computes) }),
          ...(usages === undefined ? {} : { quotas: quotasIn(usages) }),
          ...(vmSizes === undefined ? {} : { vmSizes: vmSizesIn(vmSizes) }),
          ...(registries === undefined ? {} : { registries: registriesIn(registries) }),
        },
      };
    },
  };
}

function assetId(workspace: WorkspaceRef, { kind, name, version }: AssetRef): string {
  return `${workspace.id}/${kind}/${encodeURIComponent(name)}/versions/${encodeURIComponent(version)}`;
}

/** Versions are immutable: what differs is refused, as a conflict or as a change that is not allowed. */
function isTaken(status: number, code: string): boolean {
  return status === 409 || /immutable|alreadyexists/i.test(code);
}

function readAsset(body: Json, asked: AssetRef): AssetRef | undefined {
  const match = /\/([^/]+)\/versions\/([^/]+)$/i.exec(stringAt(body, 'id') ?? '');
  const [, name, version] = match ?? [];
  return name === undefined || version === undefined ? undefined : { kind: asked.kind, name, version };
}

function labelsOf(version: Json): readonly string[] {
  const labels = stringAt(objectAt(objectAt(version, 'properties'), 'properties'), 'azureml.labels') ?? '';
  return labels.toLowerCase().split(/\s*,\s*/);
}

function notFound(body: Json): { code: string; message: string } {
  const error: JsonObject | undefined = objectAt(body, 'error');
  const message = stringAt(error, 'message') ?? 'the workspace lacks something that the asset names';
  return { code: 'DependencyNotFound', message: message.slice(0, 1_000) };
}
