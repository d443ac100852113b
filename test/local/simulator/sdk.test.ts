import { execFile } from 'node:child_process';
import { expect, test } from 'vitest';
import { useRegion } from './support/region.ts';
import { vmFamilies } from '../../../local/simulator/vm-sizes.ts';

const region = useRegion();

// Run in a process of its own: only there can the certificate be trusted, as in the host's.
const script = `
import { DefaultAzureCredential } from '@azure/identity';
import { AzureMachineLearningWorkspaces } from '@azure/arm-machinelearning';
const [, , subscription, , group, , , , name] = process.env.WORKSPACE.split('/');
const client = new AzureMachineLearningWorkspaces(new DefaultAzureCredential(), subscription, { endpoint: process.env.ARM });
const workspace = await client.workspaces.get(group, name);
const names = [];
for await (const each of client.computeOperations.list(group, name)) names.push(each.name);
for await (const each of client.usages.list('eastus')) names.push(each.unit);
for await (const each of client.jobs.list(group, name)) names.push(each.name);
const cancel = await client.jobs.beginCancelAndWait(group, name, 'sdk-job', { updateIntervalInMs: 10 });
const job = await client.jobs.get(group, name, 'sdk-job');
console.log(JSON.stringify({ guid: workspace.workspaceId, names, status: job.properties.status }));
`;

test("Azure's own SDK works with the simulator, signed in by managed identity", async () => {
  await region.submit('sdk-job');
  await region.reaches('sdk-job', 'Running');
  const { identity, caFile, armUrl } = region.simulator;
  const env = {
    PATH: process.env['PATH'],
    NODE_EXTRA_CA_CERTS: caFile,
    IDENTITY_ENDPOINT: identity.endpoint,
    IDENTITY_HEADER: identity.header,
    ARM: armUrl,
    WORKSPACE: region.primary,
  };
  const printed = await new Promise<string>((resolve, reject) => {
    execFile(process.execPath, ['--input-type=module', '-e', script], { env }, (error, stdout, stderr) =>
      error === null ? resolve(stdout) : reject(new Error(stderr)),
    );
  });
  expect(JSON.parse(printed)).toEqual({
    guid: region.pair.primary.guid,
    names: [...region.pair.primary.computes, ...vmFamilies.map(() => 'Count'), 'sdk-job'],
    status: 'Canceled',
  });
});
