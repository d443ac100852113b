import { readFile } from 'node:fs/promises';
import { describe, expect, test } from 'vitest';
import { configJsonSchema, schemaFile } from '../../scripts/config-schema.ts';
import { formatProblem, loadConfig, loadSettings, parseConfig } from '../../shared/config.ts';
import { isNcrontab } from '../../shared/config/ncrontab.ts';

const root = new URL('../../', import.meta.url);
const env = { AzureWebJobsStorage: 'AccountName=witness;AccountKey=c2VjcmV0' };

function workspace(name: string, region: string, shown: string): string {
  return `{workspaceId: /subscriptions/s1/resourceGroups/rg/providers/Microsoft.MachineLearningServices/workspaces/${name}, region: ${region}, regionDisplayName: ${shown}}`;
}
const east = workspace('ws-east', 'eastus', 'East US');
const west = workspace('ws-west', 'westus2', 'West US 2');
const smallest = `pairs:
  - name: vision
    primary: ${east}
    secondary: ${west}
`;

function problems(yamlText: string): readonly string[] {
  const result = parseConfig(yamlText, 'failover.yaml');
  return result.kind === 'invalid' ? result.problems.map(formatProblem) : [];
}

function valid(yamlText: string) {
  const result = parseConfig(yamlText, 'failover.yaml');
  if (result.kind === 'invalid') throw new Error(result.problems.map(formatProblem).join('\n'));
  return result.config;
}

describe('failover.yaml', () => {
  test('the example at the root is valid and shows the defaults', async () => {
    const example = valid(await readFile(new URL('failover.yaml', root), 'utf8'));
    const { pairs: _, ...defaults } = valid(smallest);
    expect(example).toMatchObject(defaults);
  });

  test('the published schema is what the code accepts (node scripts/config-schema.ts writes it)', async () => {
    expect(JSON.parse(await readFile(schemaFile, 'utf8'))).toEqual(configJsonSchema());
  });

  test('a pair alone is enough, and everything else gets its default', () => {
    const config = valid(smallest);
    expect(config.pairs[0]?.workspaces.primary).toEqual({
      id: '/subscriptions/s1/resourceGroups/rg/providers/Microsoft.MachineLearningServices/workspaces/ws-east',
      subscriptionId: 's1',
      resourceGroup: 'rg',
      name: 'ws-east',
      region: 'eastus',
      regionDisplayName: 'East US',
      associatedResources: [],
      availabilityTests: [],
    });
    expect(config.health).toEqual({
      serviceNames: ['machine learning'],
      maxEvidenceAge: 1_800_000,
      probeTimeout: 10_000,
    });
    expect(config.tombstoneAge).toBe(172_800_000);
  });

  test('lengths of time are read in every unit', () => {
    const config = valid(
      `${smallest}health: {probeTimeout: 500ms, maxEvidenceAge: 5m}\nrun: {resubmitTimeout: 1h, notStartedTimeout: 2d, sweepEvery: 30s}\n`,
    );
    expect(config.health).toMatchObject({ probeTimeout: 500, maxEvidenceAge: 300_000 });
    expect(config.run).toMatchObject({
      resubmitTimeout: 3_600_000,
      notStartedTimeout: 172_800_000,
      sweepEvery: 30_000,
    });
  });

  test('names are mapped both ways from one line, variables have a value for each side', () => {
    const mapping =
      '{computes: {gpu: gpu-west}, storageAccounts: {eastdata: westdata}, identities: {a-1: b-2}, environmentVariables: {REGION: {primary: eastus, secondary: westus2}}}';
    expect(valid(`${smallest}    mapping: ${mapping}\n`).pairs[0]?.mapping).toEqual({
      toSecondary: {
        computes: { gpu: 'gpu-west' },
        instanceTypes: {},
        datastores: {},
        storageAccounts: { eastdata: 'westdata' },
        identities: { 'a-1': 'b-2' },
        environmentVariables: { REGION: 'westus2' },
      },
      toPrimary: {
        computes: { 'gpu-west': 'gpu' },
        instanceTypes: {},
        datastores: {},
        storageAccounts: { westdata: 'eastdata' },
        identities: { 'b-2': 'a-1' },
        environmentVariables: { REGION: 'eastus' },
      },
    });
  });

  test('all problems are told at once, in the order of their lines', () => {
    const text = `pairs:
  - name: Vision
    primary: ${east}
    secondary:
      workspaceId: /subscriptions/s1/workspaces/ws-west
      regionDisplayName: West US 2
run:
  slizeSize: 10
  slicesAtOnce: 21
  sliceSize: 51
  sweepEvery: 5 minutes
schedules:
  watch: '* * * * *'
`;
    expect(problems(text)).toEqual([
      'failover.yaml:2 pairs[0].name: "Vision" is not allowed; allowed: 2 to 24 lower-case letters and digits, the first of them a letter, such as vision',
      "failover.yaml:4 pairs[0].secondary.region: is missing; allowed: Azure's name of the region in lower case, such as eastus",
      'failover.yaml:5 pairs[0].secondary.workspaceId: "/subscriptions/s1/workspaces/ws-west" is not allowed; allowed: /subscriptions/<subscription>/resourceGroups/<group>/providers/Microsoft.MachineLearningServices/workspaces/<name>',
      expect.stringMatching(
        /^failover\.yaml:8 run\.slizeSize: 10 stands under a key that is unknown here \(did you mean sliceSize\?\); allowed: sliceSize, slicesAtOnce, /,
      ),
      'failover.yaml:9 run.slicesAtOnce: 21 is not allowed; allowed: a whole number from 1 to 20',
      'failover.yaml:10 run.sliceSize: 51 is not allowed; allowed: a whole number from 1 to 50',
      'failover.yaml:11 run.sweepEvery: "5 minutes" is not allowed; allowed: a length of time from 100ms to 1h, such as 500ms, 30s, 5m, 1h or 2d',
      'failover.yaml:13 schedules.watch: "* * * * *" is not allowed; allowed: six fields of NCRONTAB (second minute hour day month weekday), such as \'0 * * * * *\'',
    ]);
  });

  test('a workspace is in one pair only, whatever the case of its letters', () => {
    const second = `  - name: other\n    primary: ${workspace('WS-EAST', 'centralus', 'Central US')}\n    secondary: ${workspace('ws-south', 'southcentralus', 'South Central US')}\n`;
    expect(problems(smallest + second)).toEqual([
      expect.stringMatching(
        /^failover\.yaml:6 pairs\[1\]\.primary\.workspaceId: ".*WS-EAST" is the workspace of pairs\[0\]\.primary too; allowed: /,
      ),
    ]);
  });

  test('a pair needs two workspaces in two regions', () => {
    expect(problems(smallest.replace(west, east))).toEqual([
      expect.stringContaining('pairs[0].secondary.workspaceId: '),
      expect.stringContaining('pairs[0].secondary.region: "eastus" is the primary\'s region too'),
    ]);
  });

  test('two pairs cannot have one name', () => {
    const second = `  - name: vision\n    primary: ${workspace('a', 'centralus', 'Central US')}\n    secondary: ${workspace('b', 'uksouth', 'UK South')}\n`;
    expect(problems(smallest + second)).toEqual([
      'failover.yaml:5 pairs[1].name: "vision" is the name of pairs[0] too; allowed: a name of its own for each pair',
    ]);
  });

  test('a display name of another region is a problem, for its alerts would never be ours', () => {
    expect(problems(smallest.replace('West US 2', 'West US'))).toEqual([
      expect.stringContaining('pairs[0].secondary.regionDisplayName: "West US" does not spell the region westus2'),
    ]);
  });

  test('a mapping that cannot be read backwards is a problem', () => {
    expect(problems(`${smallest}    mapping: {computes: {gpu: big, cpu: BIG}}\n`)).toEqual([
      'failover.yaml:5 pairs[0].mapping.computes.cpu: "BIG" is where gpu goes too, so the way back is ambiguous; allowed: each secondary name once',
    ]);
  });

  test('storage accounts and identities are held to that too', () => {
    for (const key of ['storageAccounts', 'identities'])
      expect(problems(`${smallest}    mapping: {${key}: {a: x, b: X}}\n`)).toEqual([
        expect.stringContaining(`pairs[0].mapping.${key}.b: "X" is where a goes too`),
      ]);
  });

  test('what variables are set to is never shown', () => {
    const [line] = problems(`${smallest}    mapping: {environmentVariables: {TOKEN: hunter2}}\n`);
    expect(line).toContain('pairs[0].mapping.environmentVariables.TOKEN: (masked) is not allowed');
    expect(line).not.toContain('hunter2');
  });

  test('definitions in messages cannot be switched on yet', () => {
    expect(problems(`${smallest}requests: {allowSpec: true}\n`)).toEqual([
      'failover.yaml:5 requests.allowSpec: true is not allowed; allowed: false: messages that carry a definition of their own are not supported yet',
    ]);
  });

  test.each([
    ['an empty file', ''],
    ['a file that is a list', '- 1'],
    ['a file of two documents', `${smallest}---\n${smallest}`],
    ['a key that stands twice', `${smallest}health: {}\nhealth: {}\n`],
    ['an alias without an anchor', 'pairs: *nowhere\n'],
    ['broken YAML', 'pairs: [\n'],
  ])('%s is refused with a line of its own', (_, text) => {
    expect(problems(text)).toEqual(
      expect.arrayContaining([expect.stringMatching(/^failover\.yaml(:\d+)?:? .*; allowed: /)]),
    );
  });
});

describe('schedules', () => {
  test.each(['0 * * * * *', '15 */5 * * * *', '0 30 9-17 * jan,Jul MON-fri', '0,30 0 0 1 1 0'])('%s is one', (text) => {
    expect(isNcrontab(text)).toBe(true);
  });
  test.each([
    '* * * * *',
    '60 * * * * *',
    '0 * * * * 7',
    '0 5-1 * * * *',
    '0 */0 * * * *',
    '0 * * 0 * *',
    'every minute',
  ])('%s is none', (text) => {
    expect(isNcrontab(text)).toBe(false);
  });
});

describe('environment settings', () => {
  test('a connection string alone is enough', () => {
    expect(loadSettings(env)).toEqual({
      kind: 'valid',
      settings: {
        storage: { kind: 'connection-string', connectionString: 'AccountName=witness;AccountKey=c2VjcmV0' },
        armEndpoint: 'https://management.azure.com',
        armAudience: 'https://management.azure.com',
        amlAudience: 'https://ml.azure.com',
        blobEndpoint: 'https://{account}.blob.core.windows.net',
        configPath: 'failover.yaml',
      },
    });
  });

  test('an account name stands for its three endpoints, and one of them can be named apart', () => {
    const result = loadSettings({
      AzureWebJobsStorage__accountName: 'witness',
      AzureWebJobsStorage__queueServiceUri: 'https://queues.example/',
    });
    expect(result).toMatchObject({
      settings: {
        storage: {
          kind: 'endpoints',
          table: 'https://witness.table.core.windows.net',
          blob: 'https://witness.blob.core.windows.net',
          queue: 'https://queues.example',
        },
      },
    });
  });

  test('endpoints can be overridden, without the slash at their end', () => {
    const result = loadSettings({
      ...env,
      FAILOVER_ARM_ENDPOINT: 'https://arm.example/',
      FAILOVER_EVENT_TOPIC_ENDPOINT: 'https://topic.example/api/events',
      FAILOVER_CONFIG: 'conf/pairs.yaml',
    });
    expect(result).toMatchObject({
      settings: {
        armEndpoint: 'https://arm.example',
        eventTopicEndpoint: 'https://topic.example/api/events',
        configPath: 'conf/pairs.yaml',
      },
    });
  });

  test('every mistake is told, and nothing secret with it', () => {
    const result = loadSettings({
      AzureWebJobsStorage: 'hunter2',
      FAILOVER_ARM_ENDPOINT: 'http://arm.example',
      FAILOVER_EVENT_TOPIC_ENDPOINT: 'https://topic.example/?sig=hunter2',
    });
    expect(result.kind === 'invalid' ? result.problems.map(formatProblem) : []).toEqual([
      'environment AzureWebJobsStorage: (masked) is not allowed; allowed: a connection string: Name=value;Name=value',
      'environment FAILOVER_ARM_ENDPOINT: "http://arm.example" is not allowed; allowed: an https address without user name, query and fragment',
      'environment FAILOVER_EVENT_TOPIC_ENDPOINT: "https://topic.example/?(masked)" is not allowed; allowed: an https address without user name, query and fragment',
    ]);
  });

  test.each([
    [{}, ['AzureWebJobsStorage']],
    [
      { AzureWebJobsStorage__tableServiceUri: 'https://t.example' },
      ['AzureWebJobsStorage__blobServiceUri', 'AzureWebJobsStorage__queueServiceUri'],
    ],
    [{ AzureWebJobsStorage__accountName: 'Not An Account' }, ['AzureWebJobsStorage__accountName']],
  ])('storage that cannot be reached is a problem: %j', (given, paths) => {
    const result = loadSettings(given);
    expect(result.kind === 'invalid' ? result.problems.map((problem) => problem.path) : []).toEqual(paths);
  });

  test('problems of the file and of the environment come together', () => {
    const result = loadConfig({ yamlText: smallest.replace('vision', 'V'), fileName: 'failover.yaml', env: {} });
    expect(result.kind === 'invalid' ? result.problems.map((problem) => problem.source) : []).toEqual([
      'failover.yaml',
      'environment',
    ]);
  });
});
