import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { describe, expect, test } from 'vitest';
import { runCli } from '../support/cli.ts';

const example = 'docs/examples/incident.jsonl';

const run = promisify(execFile);

test('the checkout has a command of its own, which npx finds', async () => {
  const { stdout } = await run('npx', ['azureml-failover', 'replay', example, '--json']);
  expect(JSON.parse(stdout)).toMatchObject({ pair: 'vision', failovers: [{ source: 'primary' }] });
});

describe('the command replay', () => {
  test('prints one JSON object', async () => {
    const { status, stdout } = await runCli(['replay', example, '--json']);
    expect(status).toBe(0);
    expect(JSON.parse(stdout)).toMatchObject({
      pair: 'vision',
      failovers: [
        {
          at: '2026-03-14T09:07:00.000Z',
          source: 'primary',
          target: 'secondary',
          reason: 'ProviderAndProbeAgree',
          secondsFromFirstEvidence: 360,
        },
      ],
    });
  });

  test('prints a table, and tries another policy', async () => {
    const { status, stdout } = await runCli(['replay', example, '--set', 'confirmFor=10m', '--set', 'failedProbes=4']);
    expect(status).toBe(0);
    expect(stdout).toContain('ProbeOnly');
    expect(stdout).toContain('no failover; a person would have been asked once');
  });

  test('refuses what it cannot use, with every problem on stderr', async () => {
    for (const [args, problem] of [
      [['no-such-file.jsonl'], 'no-such-file.jsonl cannot be read'],
      [[example, '--config', 'no-such.yaml'], 'no-such.yaml cannot be read'],
      [[example, '--pair', 'speech'], 'has no pair speech'],
      [[example, '--set', 'confirmFor=soon'], 'pairs[0].policy.confirmFor: "soon" is not allowed'],
      [['package.json'], 'package.json, line 1: '],
    ] as const) {
      const { status, stdout, stderr } = await runCli(['replay', ...args]);
      expect([status, stdout]).toEqual([2, '']);
      expect(stderr).toContain(problem);
    }
  });
});
