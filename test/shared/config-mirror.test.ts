import { expect, test } from 'vitest';
import { formatProblem, loadSettings, parseConfig } from '../../shared/config.ts';

const env = { AzureWebJobsStorage: 'AccountName=witness;AccountKey=c2VjcmV0' };
const workspace = (name: string, region: string, shown: string) =>
  `{workspaceId: /subscriptions/s1/resourceGroups/rg/providers/Microsoft.MachineLearningServices/workspaces/${name}, region: ${region}, regionDisplayName: ${shown}}`;
const smallest = `pairs:
  - name: vision
    primary: ${workspace('east', 'eastus', 'East US')}
    secondary: ${workspace('west', 'westus2', 'West US 2')}
`;

function problems(yamlText: string): readonly string[] {
  const result = parseConfig(yamlText, 'failover.yaml');
  return result.kind === 'invalid' ? result.problems.map(formatProblem) : [];
}

test.each([
  ['500MiB', 524_288_000],
  ['2TiB', 2_199_023_255_552],
])('a size of %s is %d bytes', (text, bytes) => {
  const result = parseConfig(`${smallest}mirror: {maxBytesPerInput: ${text}}`, 'failover.yaml');
  const mirror = { maxBytesPerInput: bytes, paths: ['**'] };
  expect(result).toMatchObject({ kind: 'valid', config: { mirror } });
});

test('mistakes say what is allowed', () => {
  const wrong = problems(`${smallest}mirror: {maxBytesPerInput: 5GB, path: ['**']}\nselection: {experiments: all}`);
  expect(wrong).toHaveLength(3);
  expect(wrong.join()).toContain('a size such as 500MiB, 1GiB or 2TiB');
});

test('the address of blobs needs a place for the account, and https', () => {
  const of = (text: string) => loadSettings({ ...env, FAILOVER_BLOB_ENDPOINT: text }).kind;
  expect(of('https://{account}.blob.core.chinacloudapi.cn/')).toBe('valid');
  expect(of('https://gateway.example/{account}')).toBe('valid');
  expect(of('https://one.blob.core.windows.net')).toBe('invalid');
  expect(of('http://{account}.blob.core.windows.net')).toBe('invalid');
});
