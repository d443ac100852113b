import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { formatReference, parseReference, tailOf, type Reference } from '../../../shared/core/reference.ts';
import { pathOf, resourceOf, subjectOf, type Subject } from '../../../shared/core/reference-subject.ts';

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
    ['azureml://registries/azureml/environments/e/versions/1', 'registry'],
    ['azureml://registries/azureml/components/c/labels/latest', 'registry'],
    ['azureml://registries/azureml/components/c', 'registry'],
    ['azureml://registries/azureml', 'shared'],
    ['azureml://feeds/f/x', 'shared'],
    ['https://a.blob.core.windows.net/c/p', 'storage'],
    ['https://acct.blob.core.windows.net:443/72e8eff8-1/src', 'storage'],
    ['https://acct-secondary.blob.core.windows.net/c/p?sv=1&sig=x', 'storage'],
    ['https://acct.z01.blob.storage.azure.net/c', 'storage'],
    ['http://acct.file.core.usgovcloudapi.net/share/x', 'storage'],
    ['wasbs://c@a.blob.core.windows.net/p', 'storage'],
    ['wasbs://account.blob.core.windows.net/container/p', 'storage'],
    ['abfss://f@a.dfs.core.windows.net/p', 'storage'],
    ['adl://a.azuredatalakestore.net/p', 'storage'],
    ['https://onelake.dfs.fabric.microsoft.com/w/l', 'shared'],
    ['https://blob.core.windows.net.example.org/c', 'shared'],
    ['https://a.blob.core.windows.net.example.org/c/p', 'shared'],
    ['https://example.org/?x=https://a.blob.core.windows.net/c', 'shared'],
    ['git+https://github.com/o/r.git', 'shared'],
    ['/subscriptions/s/resourceGroups/r/providers/Microsoft.ManagedIdentity/userAssignedIdentities/i', 'shared'],
    ['/subscriptions/s/resourceGroups/r/providers/Microsoft.MachineLearningServices/virtualclusters/v', 'shared'],
    ['/subscriptions/s/resourceGroups/r/providers/Microsoft.OperationalInsights/workspaces/logs', 'shared'],
    ['azureml://models/m/versions/1', 'asset'],
    ['azureml://jobs/j/outputs/o/paths/p', 'job-output'],
    ['azureml://jobs/j/outputs/o', 'job-output'],
    ['azureml://jobs/j', 'run'],
    ['mlflow-artifacts:/1/2', 'run'],
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
    ['azure', 'plain'],
    ['C:\\data', 'plain'],
    ['mcr.microsoft.com/azureml/openmpi4.1.0-ubuntu20.04:latest', 'plain'],
    [' azureml:gpu', 'plain'],
  ])('%s is read as: %s', (text, kind) => {
    expect(parseReference(text).kind).toBe(kind);
  });

  test('written in the usual spelling comes out of parsing and formatting unchanged', () => {
    for (const text of [`${arm}/computes/gpu`, `azureml:${arm}`, 'azureml://datastores/d/paths/a/', 'azureml:a:1', '7'])
      expect(formatReference(parseReference(text))).toBe(text);
  });

  const textOf = {
    binding: (word: string) => `\${{parent.inputs.${word}}}`,
    shared: (word: string) => `https://${word}.example.org/${word}`,
    run: (word: string) => `runs:/${word}/model`,
    unknown: (word: string) => `azureml://new/${word}`,
    plain: (word: string) => word,
  };

  test('is read again as what it was when it is written', () => {
    const word = fc.stringMatching(/^[a-zA-Z0-9_-]{1,12}$/);
    const tail = fc.array(word, { maxLength: 5 }).map((words) => words.map((part) => `/${part}`).join(''));
    const account = fc.stringMatching(/^[a-z0-9]{3,12}$/);
    const query = fc.constantFrom('', '?sv=1&sig=a%2Fb', '#x');
    const references: fc.Arbitrary<Reference> = fc.oneof(
      fc.record({
        kind: fc.constant('storage' as const),
        scheme: fc.constantFrom('https', 'http', 'wasbs', 'abfss'),
        account,
        host: fc.constantFrom(
          '.blob.core.windows.net',
          '.blob.core.windows.net:443',
          '-secondary.dfs.core.windows.net',
        ),
        container: word,
        style: fc.constant('path' as const),
        path: tail,
        query,
      }),
      fc.record({
        kind: fc.constant('storage' as const),
        scheme: fc.constantFrom('wasbs', 'wasb', 'abfss', 'abfs'),
        account,
        host: fc.constantFrom('.blob.core.windows.net', '.dfs.core.chinacloudapi.cn'),
        container: word,
        style: fc.constant('before' as const),
        path: tail,
        query,
      }),
      fc.record({
        kind: fc.constant('storage' as const),
        scheme: fc.constant('adl'),
        account,
        host: fc.constant('.azuredatalakestore.net'),
        container: fc.constant(''),
        style: fc.constant('path' as const),
        path: tail,
        query,
      }),
      fc.record({ kind: fc.constant('registry' as const), registry: word, collection: word, name: word, rest: tail }),
      fc.record({
        kind: fc.constant('asset' as const),
        collection: fc.constantFrom('models', 'data', 'environments', 'components', 'codes'),
        name: word,
        rest: tail,
      }),
      fc.record({ kind: fc.constant('job-output' as const), job: word, output: word, rest: tail }),
      fc
        .record({
          kind: fc.constantFrom(
            'binding' as const,
            'shared' as const,
            'run' as const,
            'unknown' as const,
            'plain' as const,
          ),
          word,
        })
        .map(({ kind, word: part }) => ({ kind, text: textOf[kind](part) })),
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

test.each<[string, Subject]>([
  ['/computes/gpu', { kind: 'compute', name: 'gpu' }],
  ['/computes/', { kind: 'compute', name: '' }],
  ['/datastores/d', { kind: 'datastore', name: 'd' }],
  ['/datastores/d/paths/a/b/', { kind: 'data', place: { datastore: 'd', path: 'a/b/' } }],
  ['/datastores/d/ExperimentRun/dcid.j', { kind: 'data', place: { datastore: 'd', path: 'ExperimentRun/dcid.j' } }],
  ['/jobs/j/outputs/o/paths/p', { kind: 'job-output', job: 'j', output: 'o', rest: '/paths/p' }],
  ['/jobs/j', { kind: 'run' }],
  ['/Environments/e/Versions/3', { kind: 'asset', collection: 'environments', name: 'e', version: '3' }],
  ['/components/c/labels/default', { kind: 'label', collection: 'components', name: 'c', label: 'default' }],
  ['/models/m', { kind: 'label', collection: 'models', name: 'm', label: 'latest' }],
  ['/featuresets/f/versions/1', { kind: 'foreign-asset', collection: 'featuresets', name: 'f' }],
  ['/connections/c', { kind: 'other' }],
  ['', { kind: 'other' }],
])('what follows a workspace says what is meant: %s', (tail, subject) => {
  expect(subjectOf(tail)).toEqual(subject);
});

test('a short form has the tail that the long one has', () => {
  for (const short of ['azureml://datastores/d/paths/p', 'azureml://data/d/versions/1', 'azureml://jobs/j/outputs/o']) {
    const reference = parseReference(short);
    const long = parseReference(short.replace('azureml:/', `azureml:${arm}`));
    expect(
      'text' in reference || reference.kind === 'named' || reference.kind === 'registry' || reference.kind === 'storage'
        ? ''
        : tailOf(reference),
    ).toBe(long.kind === 'workspace' ? long.tail : undefined);
  }
});

test('the path in a datastore is the same with and without the word paths', () => {
  expect(['/paths/a/b', '/a/b', '/paths', '', '/paths/'].map(pathOf)).toEqual(['a/b', 'a/b', '', '', '']);
});
