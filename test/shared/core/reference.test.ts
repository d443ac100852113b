import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { formatReference, parseReference, resourceOf, type Reference } from '../../../shared/core/reference.ts';

const arm = '/subscriptions/s1/resourceGroups/rg1/providers/Microsoft.MachineLearningServices/workspaces/ws1';

describe('a reference', () => {
  test.each<[string, Reference['kind']]>([
    [arm, 'workspace'],
    [`${arm}/computes/gpu`, 'workspace'],
    [`azureml:${arm}/environments/e/versions/1`, 'workspace'],
    [`${arm}/components/c/labels/default`, 'workspace'],
    ['/SUBSCRIPTIONS/s/resourcegroups/r/providers/microsoft.machinelearningservices/WORKSPACES/w/codes/c', 'workspace'],
    ['azureml://subscriptions/s/resourcegroups/r/workspaces/w/datastores/d/paths/p', 'workspace'],
    ['azureml://resourceGroups/r/workspaces/w/models/m/versions/1', 'workspace'],
    ['azureml://locations/eastus/workspaces/g/data/d/versions/1', 'location'],
    ['azureml://datastores/d/paths/a/b', 'datastore'],
    ['azureml://datastores/d', 'datastore'],
    ['azureml://datastores/${{default_datastore}}/paths/x', 'datastore'],
    ['azureml:gpu', 'named'],
    ['azureml:AzureML-sklearn-1.0-ubuntu20.04-py38-cpu:33', 'named'],
    ['azureml:data@latest', 'named'],
    ['azureml://registries/azureml/environments/e/versions/1', 'shared'],
    ['azureml://registries/azureml/components/c/labels/latest', 'shared'],
    ['azureml://feeds/f/x', 'shared'],
    ['https://a.blob.core.windows.net/c/p', 'shared'],
    ['wasbs://c@a.blob.core.windows.net/p', 'shared'],
    ['abfss://f@a.dfs.core.windows.net/p', 'shared'],
    ['adl://a.azuredatalakestore.net/p', 'shared'],
    ['git+https://github.com/o/r.git', 'shared'],
    ['/subscriptions/s/resourceGroups/r/providers/Microsoft.ManagedIdentity/userAssignedIdentities/i', 'shared'],
    ['/subscriptions/s/resourceGroups/r/providers/Microsoft.MachineLearningServices/virtualclusters/v', 'shared'],
    ['/subscriptions/s/resourceGroups/r/providers/Microsoft.OperationalInsights/workspaces/logs', 'shared'],
    ['azureml://models/m/versions/1', 'asset'],
    ['azureml://jobs/j/outputs/o/paths/p', 'run'],
    ['azureml://eastus.api.azureml.ms/mlflow/v1.0/subscriptions/s', 'run'],
    ['runs:/abc/model', 'run'],
    ['models:/m/1', 'run'],
    ['aml://artifact/ExperimentRun/dcid.j/logs', 'run'],
    ['${{parent.inputs.data}}', 'binding'],
    ['$[[--epochs ${{inputs.epochs}}]]', 'binding'],
    ['azureml://nonsense', 'unknown'],
    ['cpu-cluster', 'plain'],
    ['./src', 'plain'],
    ['/resourceGroups/r/workspaces/w', 'plain'],
    ['', 'plain'],
  ])('%s is read as: %s', (text, kind) => {
    expect(parseReference(text).kind).toBe(kind);
  });

  test('written in the usual spelling comes out of parsing and formatting unchanged', () => {
    for (const text of [`${arm}/computes/gpu`, `azureml:${arm}`, 'azureml://datastores/d/paths/a/', 'azureml:a:1', '7'])
      expect(formatReference(parseReference(text))).toBe(text);
  });

  test('is read again as what it was when it is written', () => {
    const word = fc.stringMatching(/^[a-zA-Z0-9_-]{1,12}$/);
    const tail = fc.array(word, { maxLength: 5 }).map((words) => words.map((part) => `/${part}`).join(''));
    const references: fc.Arbitrary<Reference> = fc.oneof(
      fc.record({
        kind: fc.constant('workspace' as const),
        scheme: fc.constantFrom('' as const, 'azureml:' as const, 'azureml:/' as const),
        subscriptionId: word,
        resourceGroup: word,
        provider: fc.boolean(),
        workspace: word,
        tail,
      }),
      fc.record({
        kind: fc.constant('workspace' as const),
        scheme: fc.constant('azureml:/' as const),
        resourceGroup: word,
        provider: fc.boolean(),
        workspace: word,
        tail,
      }),
      fc.record({ kind: fc.constant('location' as const), region: word, guid: word, tail }),
      fc.record({ kind: fc.constant('datastore' as const), datastore: word, tail }),
      fc.record({
        kind: fc.constant('named' as const),
        name: word,
        suffix: fc.oneof(
          fc.constant(''),
          word.map((version) => `:${version}`),
          word.map((label) => `@${label}`),
        ),
      }),
    );
    fc.assert(
      fc.property(references, (value) => {
        expect(parseReference(formatReference(value))).toEqual(value);
      }),
    );
  });

  test('of any text at all is parsed, and what has no parts keeps its text', () => {
    fc.assert(
      fc.property(fc.string(), (text) => {
        const parsed = parseReference(text);
        if ('text' in parsed) expect(parsed.text).toBe(text);
      }),
    );
  });
});

test('a tail is taken apart into collection, name and what follows', () => {
  expect(resourceOf('/Environments/e/versions/1')).toEqual({
    collection: 'environments',
    name: 'e',
    rest: '/versions/1',
  });
  expect(resourceOf('/computes/')).toEqual({ collection: 'computes', name: '', rest: '' });
  expect(resourceOf('')).toBeUndefined();
});
