import { describe, expect, test } from 'vitest';
import { parseRetryCommand, parseRunCommand } from '../../../shared/core/run-command.ts';

function invalid(body: unknown) {
  const parsed = parseRunCommand(body);
  return parsed.kind === 'invalid' ? parsed : undefined;
}

describe('the body that starts a run', () => {
  test('needs a kind and a reason, and leaves open what nobody said', () => {
    expect(parseRunCommand({ kind: 'failover', reason: ' East US is down ' })).toEqual({
      kind: 'command',
      command: { kind: 'failover', reason: 'East US is down', force: [] },
    });
  });

  test('may say all that the contract has', () => {
    const body = {
      kind: 'evacuate',
      mode: 'planned',
      inFlight: 'move',
      reason: 'it drains',
      jobs: ['primary:Train-42'],
      experiments: ['nightly-*'],
      tags: { team: 'vision' },
      force: ['standbyUnready', 'residency'],
    };
    expect(parseRunCommand(body)).toEqual({
      kind: 'command',
      command: {
        kind: 'evacuate',
        mode: 'planned',
        reason: 'it drains',
        // Keys are in lower case, as the ledger has them.
        only: { jobs: ['primary:train-42'], experiments: ['nightly-*'], tags: { team: 'vision' } },
        force: ['standbyUnready', 'residency'],
      },
    });
    expect(parseRunCommand({ kind: 'failback', reason: 'a false alarm', keep: 'origins' })).toMatchObject({
      command: { keep: 'origins' },
    });
  });

  test('is refused with every problem at once', () => {
    expect(invalid({ kind: 'fail-over', mode: 'fast', force: 'all', why: 'x' })).toEqual({
      kind: 'invalid',
      code: 'InvalidBody',
      problems: [
        { pointer: '/kind', detail: 'Must be one of: failover, failback, evacuate, drill.' },
        { pointer: '/mode', detail: 'Must be one of: forced, planned.' },
        { pointer: '/reason', detail: 'Say why, in 1 to 1000 characters: it is kept with the run.' },
        { pointer: '/force', detail: 'Must be a list of: coolDown, standbyUnready, residency.' },
        {
          pointer: '/why',
          detail: 'Unknown; the keys are kind, mode, inFlight, reason, jobs, experiments, tags, keep, force.',
        },
      ],
    });
  });

  test.each([
    [{ jobs: [] }, '/jobs', 'Name at least one job, or leave it out to move all.'],
    [{ jobs: ['train-42'] }, '/jobs/0', 'such as primary:train-42'],
    [{ experiments: [''] }, '/experiments/0', 'names of experiments'],
    [{ tags: {} }, '/tags', 'an object of tags'],
    [{ tags: { team: 7 } }, '/tags/team', 'an object of tags'],
  ])('that chooses jobs in a way that nobody can mean is refused: %j', (choice, pointer, detail) => {
    expect(invalid({ kind: 'failover', reason: 'r', ...choice })?.problems).toEqual([
      { pointer, detail: expect.stringContaining(detail) as unknown },
    ]);
  });

  test.each([
    [{ kind: 'evacuate', inFlight: 'finish' }, '/inFlight'],
    [{ kind: 'failover', mode: 'forced', inFlight: 'finish' }, '/inFlight'],
    [{ kind: 'failover', inFlight: 'finish', jobs: ['primary:a'] }, '/inFlight'],
    [{ kind: 'failover', keep: 'origins' }, '/keep'],
    [{ kind: 'failback', keep: 'origins', jobs: ['secondary:a-f1'] }, '/keep'],
    [{ kind: 'failback', keep: 'origins', experiments: ['nightly-*'] }, '/keep'],
    [{ kind: 'failback', keep: 'origins', tags: { team: 'vision' } }, '/keep'],
  ])('that contradicts itself is refused: %j', (body, pointer) => {
    expect(invalid({ reason: 'r', ...body })?.problems.map((problem) => problem.pointer)).toEqual([pointer]);
  });

  test.each([undefined, null, 'failover', []])('that is no object is refused: %j', (body) => {
    expect(invalid(body)?.problems).toEqual([
      { pointer: '', detail: expect.stringContaining('Must be a JSON object') as unknown },
    ]);
  });
});

describe('the body that retries a run', () => {
  test('may be empty, and may name jobs, a mode and a reason', () => {
    expect(parseRetryCommand({})).toEqual({ kind: 'command', command: { force: [] } });
    expect(parseRetryCommand({ jobs: ['primary:a'], mode: 'forced', reason: 'mended' })).toEqual({
      kind: 'command',
      command: { force: [], jobs: ['primary:a'], mode: 'forced', reason: 'mended' },
    });
  });

  test('is refused when it says what a retry has not', () => {
    expect(parseRetryCommand({ kind: 'failover' })).toMatchObject({
      kind: 'invalid',
      problems: [{ pointer: '/kind' }],
    });
  });
});
