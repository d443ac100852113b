import { describe, expect, test } from 'vitest';
import { parseRunCommand } from '../../../shared/core/run-command.ts';

function invalid(body: unknown) {
  const parsed = parseRunCommand(body);
  return parsed.kind === 'invalid' ? parsed : undefined;
}

describe('the body that starts a run', () => {
  test('needs a kind and a reason, and the rest has its defaults', () => {
    expect(parseRunCommand({ kind: 'failover', reason: ' East US is down ' })).toEqual({
      kind: 'command',
      command: { kind: 'failover', mode: 'forced', inFlight: 'move', reason: 'East US is down', force: [] },
    });
  });

  test('may name the checks that the caller takes upon themselves', () => {
    const body = { kind: 'failover', mode: 'forced', reason: 'now', force: ['standbyUnready'] };
    expect(parseRunCommand(body)).toMatchObject({ command: { force: ['standbyUnready'] } });
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
        { pointer: '/why', detail: 'Unknown; the keys are kind, mode, inFlight, reason, jobs, force.' },
      ],
    });
  });

  test('that asks for what is not built yet says what is', () => {
    expect(
      invalid({ kind: 'failback', mode: 'planned', inFlight: 'finish', reason: 'r', jobs: ['primary:a'] }),
    ).toEqual({
      kind: 'invalid',
      code: 'NotYetSupported',
      problems: [
        { pointer: '/kind', detail: 'failback is not supported yet; this version takes failover.' },
        { pointer: '/mode', detail: 'planned is not supported yet; this version takes forced.' },
        { pointer: '/inFlight', detail: 'finish is not supported yet; this version takes move.' },
        { pointer: '/jobs', detail: 'Choosing jobs is not supported yet; without it all jobs are moved.' },
      ],
    });
  });

  test.each([undefined, null, 'failover', []])('that is no object is refused: %j', (body) => {
    expect(invalid(body)?.problems).toEqual([
      { pointer: '', detail: expect.stringContaining('Must be a JSON object') as unknown },
    ]);
  });
});
