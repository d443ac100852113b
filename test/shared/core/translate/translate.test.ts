import { describe, expect, test } from 'vitest';
import {
  commandJob,
  east,
  fromEastToWest,
  inputUri,
  outputUri,
  pipelineJob,
  reasons,
  third,
  translated,
  warnings,
  west,
} from './fixtures.ts';

describe('a job', () => {
  test('of a kind that is not understood yet is blocked under the name of that kind', () => {
    for (const jobType of ['Base', 'FineTuning', 'Distillation', 'Labeling', 'Brandnew'])
      expect(reasons({ jobType })).toEqual([`NotResubmittable(${jobType}) /jobType`]);
    expect(reasons({})).toEqual(['NotResubmittable(unknown) /jobType']);
  });

  test('with several things to mend gets all reasons at once', () => {
    const spec = commandJob({
      identity: { identityType: 'UserIdentity' },
      codeId: `${third.id}/codes/c/versions/1`,
      inputs: { a: { uri: 'runs:/x/y' }, b: { uri: 'azureml://datastores/d/paths/p' } },
      outputs: { o: { uri: 'azureml://datastores/d/paths/fixed' } },
    });
    expect(reasons(spec)).toEqual([
      'UserIdentityNotResubmittable /identity/identityType',
      'ForeignWorkspaceReference /codeId',
      'RunScopedReference /inputs/a/uri',
      'DataNotInStandby /inputs/b/uri',
      'OutputPathShared /outputs/o/uri',
      'DataNotInStandby /outputs/o/uri',
    ]);
  });

  test('gets reasons that say what to do and quote no value', () => {
    const result = fromEastToWest(outputUri('https://a.blob.core.windows.net/c/p?sig=secret'));
    const [reason] = result.kind === 'blocked' ? result.reasons : [];
    expect(reason).toMatchObject({ code: 'OutputPathShared', path: '/outputs/model/uri' });
    expect(reason?.message).toContain("set the job's tag failover.outputs");
    expect(JSON.stringify(result)).not.toContain('secret');
  });

  test('that runs as its user is blocked, in a node of a pipeline too', () => {
    expect(reasons(pipelineJob({ n: { identity: { identity_type: 'user_identity' } } }))).toEqual([
      'UserIdentityNotResubmittable /jobs/n/identity/identity_type',
    ]);
  });

  test('that runs as a managed identity keeps it', () => {
    const identity = {
      identityType: 'Managed',
      clientId: '44444444-4444-4444-8444-444444444444',
      resourceId: `/subscriptions/${east.subscriptionId}/resourceGroups/rg-east/providers/Microsoft.ManagedIdentity/userAssignedIdentities/i`,
    };
    expect(translated(commandJob({ identity }))).toEqual(commandJob({ identity }));
  });

  test('keeps what the translator does not know', () => {
    const spec = commandJob({
      brandNew: { a: [1, null, 'x'], b: null },
      queueSettings: { jobTier: 'Spot', priority: 3 },
    });
    expect(translated(spec)).toEqual(spec);
  });
});

describe('an output', () => {
  const mapping = { datastores: { shared: 'shared2' } };
  const fixed = 'azureml://datastores/shared/paths/out/';

  test('without a path is fine', () => {
    const spec = commandJob({ outputs: { model: { jobOutputType: 'uri_folder', mode: 'Upload', assetName: 'm' } } });
    expect(translated(spec)).toEqual(spec);
  });

  test('with a fixed path is blocked, since the origin could be writing there', () => {
    expect(reasons(outputUri(fixed), { mapping })).toEqual(['OutputPathShared /outputs/model/uri']);
    expect(reasons(outputUri('abfss://f@a.dfs.core.windows.net/out'))).toEqual(['OutputPathShared /outputs/model/uri']);
  });

  test.each(['same', 'Same'])('with a fixed path is kept when the tag says %s', (decided) => {
    const tags = { 'failover.outputs': decided };
    expect(translated(outputUri(fixed, { tags }), { mapping })).toEqual(
      outputUri('azureml://datastores/shared2/paths/out/', { tags }),
    );
  });

  test.each([
    ['azureml://datastores/shared/paths/out/', 'azureml://datastores/shared2/paths/out-failover/'],
    ['azureml://datastores/shared/paths/out', 'azureml://datastores/shared2/paths/out-failover'],
    ['https://a.blob.core.windows.net/c/p?sv=1', 'https://a.blob.core.windows.net/c/p-failover?sv=1'],
    ['azureml://datastores/shared/paths/${{name}}/', 'azureml://datastores/shared2/paths/${{name}}/'],
  ])('%s goes to %s when the tag says suffix', (uri, expected) => {
    const tags = { 'failover.outputs': 'suffix' };
    expect(translated(outputUri(uri, { tags }), { mapping })).toEqual(outputUri(expected, { tags }));
  });

  test.each(['out/${{name}}/x', 'out/${{ name }}', '{name}/x'])(
    "with the job's own name in its path passes: %s",
    (path) => {
      expect(translated(outputUri(`azureml://datastores/shared/paths/${path}`), { mapping })).toEqual(
        outputUri(`azureml://datastores/shared2/paths/${path}`),
      );
    },
  );

  test.each(['azureml://datastores/${{default_datastore}}/paths/out', '${{parent.outputs.o}}'])(
    'whose place is chosen when the job runs is kept: %s',
    (uri) => {
      expect(translated(outputUri(uri))).toEqual(outputUri(uri));
    },
  );

  test('in a datastore without counterpart is blocked', () => {
    expect(reasons(outputUri('azureml://datastores/own/paths/${{name}}'))).toEqual([
      'DataNotInStandby /outputs/model/uri',
    ]);
  });

  test('of a node in a pipeline follows the same rules', () => {
    const jobs = { n: { outputs: { tags: { job_output_type: 'uri_folder', uri: fixed } } } };
    expect(reasons(pipelineJob(jobs), { mapping })).toEqual(['OutputPathShared /jobs/n/outputs/tags/uri']);
  });
});

describe('free text', () => {
  test.each([
    ['command', `curl https://management.azure.com${east.id}/jobs`],
    ['command', 'python go.py --workspace mlw-east'],
    ['command', `echo ${east.guid}`],
    ['args', `--store azureml://subscriptions/x/resourcegroups/RG-east/workspaces/MLW-East/datastores/d`],
    ['args', '--in azureml://datastores/workspaceblobstore/paths/x'],
    ['command', 'mlflow models serve -m runs:/abc/model'],
    ['command', 'MLFLOW_TRACKING_URI=azureml://eastus.api.azureml.ms/mlflow python x.py'],
  ])('is not rewritten, and a source address in it is a warning: %s: %s', (key, text) => {
    const spec = commandJob({ [key]: text });
    expect(translated(spec)).toEqual(spec);
    expect(warnings(spec)).toEqual([`ReferenceInText /${key}`]);
  });

  test('is warned of in variables and literal inputs, and the warning does not quote it', () => {
    const spec = commandJob({
      environmentVariables: { STORE: `secret=1;ws=${east.id}`, SUB: east.subscriptionId, OK: 'mlw-east-2' },
      inputs: { ws: { jobInputType: 'literal', value: 'MLW-EAST' } },
    });
    const result = fromEastToWest(spec);
    expect(warnings(spec)).toEqual([
      'ReferenceInText /environmentVariables/STORE',
      'ReferenceInText /environmentVariables/SUB',
      'ReferenceInText /inputs/ws/value',
    ]);
    expect(JSON.stringify('warnings' in result && result.warnings)).not.toContain('secret');
  });

  test.each([
    'python train.py --workspace mlw-west',
    `echo ${west.id}`,
    'echo /resourceGroups/rg-east/workspaces/mlw-east-2',
  ])('without the source in it gives no warning: %s', (command) => {
    expect(warnings(commandJob({ command }))).toEqual([]);
  });

  test('that is the name of a compute which the mapping renames is a warning: something may take its compute from it', () => {
    const spec = pipelineJob(
      { n: { inputs: { compute: { job_input_type: 'literal', value: '${{parent.inputs.compute}}' } } } },
      { inputs: { compute: { jobInputType: 'literal', value: 'gpu-east' } } },
    );
    expect(warnings(spec, { mapping: { computes: { 'gpu-east': 'gpu-west' } } })).toEqual([
      'ReferenceInText /inputs/compute/value',
    ]);
    expect(warnings(spec, { mapping: { computes: { 'gpu-east': 'gpu-east' } } })).toEqual([]);
  });

  test('that nodes take their compute or VM size from is no free text: it is mapped', () => {
    const mapping = { computes: { 'gpu-east': 'gpu-west' }, instanceTypes: { Standard_D3_v2: 'Standard_D4_v3' } };
    const spec = (compute: string, size: string) =>
      pipelineJob(
        { n: { computeId: '${{ parent.inputs.c }}', resources: { instance_type: '${{parent.inputs.size}}' } } },
        { inputs: { c: { jobInputType: 'literal', value: compute }, size: { jobInputType: 'literal', value: size } } },
      );
    expect(translated(spec('gpu-east', 'Standard_D3_v2'), { mapping })).toEqual(spec('gpu-west', 'Standard_D4_v3'));
    expect(warnings(spec('gpu-east', 'Standard_D3_v2'), { mapping })).toEqual([]);
  });

  test('of a variable that the mapping names is replaced, and no other variable appears', () => {
    const mapping = { environmentVariables: { ACCOUNT: 'west', OTHER: 'x' } };
    const spec = commandJob({ environmentVariables: { ACCOUNT: 'mlw-east', account: 'kept' } });
    expect(translated(spec, { mapping })).toMatchObject({ environmentVariables: { ACCOUNT: 'west', account: 'kept' } });
    expect(warnings(spec, { mapping })).toEqual([]);
    expect(translated(pipelineJob({ n: { environment_variables: { ACCOUNT: 'a' } } }), { mapping })).toEqual(
      pipelineJob({ n: { environment_variables: { ACCOUNT: 'west' } } }),
    );
  });
});

describe('into the same workspace', () => {
  const inPlace = { target: { ...east, id: east.id.toUpperCase() }, mapping: { computes: { gpu: 'other' } } };

  test('nothing is rewritten or blocked for its data', () => {
    const spec = commandJob({
      computeId: `${east.id}/computes/gpu`,
      codeId: `${third.id}/codes/c/versions/1`,
      inputs: { a: { uri: 'azureml://jobs/j/outputs/o' }, b: { uri: 'azureml://datastores/d/paths/x' } },
      outputs: { o: { uri: 'azureml://datastores/d/paths/fixed' } },
    });
    expect(translated({ ...spec, status: 'Failed' }, inPlace)).toEqual(spec);
    expect(warnings(commandJob({ command: east.id }), inPlace)).toEqual([]);
  });

  test('a user identity and an unknown kind block all the same', () => {
    expect(reasons(commandJob({ identity: { identityType: 'UserIdentity' } }), inPlace)).toHaveLength(1);
    expect(reasons({ ...inputUri('x'), jobType: 'Base' }, inPlace)).toHaveLength(1);
  });
});
