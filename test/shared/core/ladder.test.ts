import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { assess } from '../../../shared/core/assess.ts';
import { decide } from '../../../shared/core/decide.ts';
import { ladder } from '../../../shared/core/ladder.ts';
import type { Rung } from '../../../shared/core/rung.ts';
import { circumstances, inputOf } from './judgement-fixtures.ts';

/*
 * The table of cases. The primary is active, the policy is the default one, and the confirmation window is over unless
 * the row says otherwise.
 *
 * the active workspace: `ok` or `fails 3` (so many of the last probes), `back 1` (it was down and has answered so many
 *   times since), `429`, `401`, `no token`, `-` (never asked); beside it the storage's probe, what jobs do (`burst`,
 *   `silent`, `stuck`, `calls fail`), what Azure reports (`incident`, `storage down`, `vault down`), what a test from
 *   elsewhere and an operator say (`test`, `says down`).
 */
const table = `
| the active workspace                 | the standby      | and                    | assessment | decision  | code                  |
| ------------------------------------ | ---------------- | ---------------------- | ---------- | --------- | --------------------- |
| fails 3 + incident                   | ok               | a run is open          | down       | hold      | RunInProgress         |
| fails 3 + incident                   | ok               | paused                 | down       | hold      | Paused                |
| fails 3 + incident                   | ok               | witness cut off        | blind      | hold      | Blind                 |
| no token + incident                  | ok               | -                      | blind      | hold      | Blind                 |
| fails 3 + incident                   | no token         | -                      | blind      | hold      | Blind                 |
| fails 3                              | fails 3          | -                      | blind      | hold      | Blind                 |
| fails 5 + incident                   | ok               | witness was cut off a minute ago | suspect | hold | Unsettled            |
| ok                                   | ok               | -                      | healthy    | hold      | NoEvidence            |
| -                                    | -                | -                      | blind      | hold      | NoEvidence            |
| ok                                   | fails 3 + incident | -                    | healthy    | hold      | NoEvidence            |
| 429                                  | ok               | -                      | blind      | hold      | NoEvidence            |
| 401                                  | ok               | -                      | blind      | hold      | NoEvidence            |
| ok + maintenance                     | ok               | -                      | healthy    | hold      | NoEvidence            |
| ok + user stopped it                 | ok               | -                      | healthy    | hold      | NoEvidence            |
| ok + resolved                        | ok               | -                      | healthy    | hold      | NoEvidence            |
| ok + old incident                    | ok               | -                      | healthy    | hold      | NoEvidence            |
| ok + test passes                     | ok               | -                      | healthy    | hold      | NoEvidence            |
| back 3                               | ok               | -                      | healthy    | hold      | NoEvidence            |
| fails 3 + incident                   | ok               | mode manual            | down       | hold      | ManualMode            |
| fails 3 + incident                   | ok               | run ended 50 min ago   | down       | hold      | CoolDown              |
| fails 3 + incident                   | ok               | … acknowledged         | down       | fail-over | ProviderAndProbeAgree |
| fails 3 + incident                   | ok               | … planned              | down       | fail-over | ProviderAndProbeAgree |
| fails 3 + incident                   | ok               | … a drill              | down       | fail-over | ProviderAndProbeAgree |
| fails 3 + incident                   | ok               | … 61 min ago           | down       | fail-over | ProviderAndProbeAgree |
| fails 3 + incident                   | ok               | switched 29 min ago    | down       | hold      | MinimumDelay          |
| fails 3 + incident                   | ok               | switched 30 min ago    | down       | fail-over | ProviderAndProbeAgree |
| fails 3 + incident                   | ok               | rejected               | down       | hold      | Rejected              |
| fails 3 + incident                   | ok               | rejected 61 min ago    | down       | hold      | Confirming            |
| fails 3 + incident                   | ok               | rejected without Azure | down       | hold      | Confirming            |
| fails 3 + incident                   | fails 1          | -                      | down       | hold      | StandbyUnreachable    |
| fails 3 + incident                   | back 2           | -                      | down       | hold      | StandbyUnreachable    |
| fails 3 + incident                   | 429              | -                      | down       | hold      | StandbyUnreachable    |
| fails 3 + incident                   | -                | -                      | down       | hold      | StandbyUnreachable    |
| fails 3 + incident                   | ok + incident    | -                      | down       | hold      | StandbyUnhealthy      |
| fails 3 + incident                   | ok + stuck       | -                      | down       | hold      | StandbyUnhealthy      |
| fails 3 + incident                   | ok + storage down | -                     | down       | hold      | StandbyUnhealthy      |
| fails 3 + incident                   | ok + maintenance | -                      | down       | fail-over | ProviderAndProbeAgree |
| fails 3 + incident                   | ok               | standby not ready      | down       | hold      | StandbyUnready        |
| fails 3 + incident                   | ok               | readiness 61 min old   | down       | hold      | StandbyUnready        |
| fails 3 + incident                   | ok               | readiness waived       | down       | fail-over | ProviderAndProbeAgree |
| fails 3 + incident                   | ok               | standby ready          | down       | fail-over | ProviderAndProbeAgree |
| fails 3 + incident                   | ok               | standby quarantined    | down       | hold      | StandbyQuarantined    |
| fails 3 + incident                   | ok               | only eastus, centralus | down       | hold      | Residency             |
| fails 3 + incident                   | ok               | only eastus, westus2   | down       | fail-over | ProviderAndProbeAgree |
| fails 3                              | ok               | approved               | suspect    | fail-over | Approved              |
| fails 3                              | ok               | approved, run ended 50 min ago | suspect | fail-over | Approved       |
| fails 3                              | ok               | approved, switched 29 min ago  | suspect | fail-over | Approved       |
| fails 3                              | fails 1          | approved               | blind      | hold      | Blind                 |
| ok                                   | ok               | approved               | healthy    | hold      | NoEvidence            |
| fails 1                              | ok               | -                      | suspect    | hold      | Unsettled             |
| fails 2 + incident                   | ok               | -                      | suspect    | hold      | Unsettled             |
| back 1 + incident                    | ok               | -                      | suspect    | hold      | Unsettled             |
| back 2                               | ok               | -                      | suspect    | hold      | Unsettled             |
| ok + storage fails                   | ok               | -                      | suspect    | ask       | StorageOnly           |
| ok + storage down                    | ok               | -                      | suspect    | ask       | StorageOnly           |
| ok + storage fails + storage down    | ok               | -                      | suspect    | ask       | StorageOnly           |
| ok + storage fails + storage down + burst + stuck | ok  | -                      | suspect    | ask       | StorageOnly           |
| ok + storage fails + vault down      | ok               | -                      | suspect    | ask       | StorageOnly           |
| 429 + storage fails + storage down   | ok               | -                      | suspect    | ask       | StorageOnly           |
| ok + incident                        | ok               | -                      | suspect    | ask       | ProviderOnly          |
| 429 + incident                       | ok               | -                      | suspect    | ask       | ProviderOnly          |
| 401 + incident + storage down        | ok               | -                      | suspect    | ask       | ProviderOnly          |
| - + incident                         | ok               | -                      | suspect    | ask       | ProviderOnly          |
| fails 3                              | ok               | -                      | suspect    | ask       | ProbeOnly             |
| fails 3 + maintenance                | ok               | -                      | suspect    | ask       | ProbeOnly             |
| fails 3 + resolved                   | ok               | -                      | suspect    | ask       | ProbeOnly             |
| fails 3 + old incident               | ok               | -                      | suspect    | ask       | ProbeOnly             |
| fails 3 + storage fails              | ok               | -                      | suspect    | ask       | ProbeOnly             |
| ok + stuck                           | ok               | -                      | suspect    | ask       | OurViewOnly           |
| ok + burst                           | ok               | -                      | suspect    | ask       | OurViewOnly           |
| fails 3 + stuck                      | ok               | -                      | suspect    | ask       | OurViewOnly           |
| fails 3 + silent + stuck + burst + calls fail + storage fails | ok | -           | suspect    | ask       | OurViewOnly           |
| ok + test                            | ok               | -                      | suspect    | ask       | SecondViewOnly        |
| ok + says down                       | ok               | -                      | suspect    | ask       | OperatorOnly          |
| ok + incident + stuck                | ok               | -                      | suspect    | ask       | WorkspaceAnswers      |
| ok + incident + test                 | ok               | -                      | suspect    | ask       | WorkspaceAnswers      |
| ok + burst + test                    | ok               | acts while it answers  | suspect    | ask       | WorkspaceAnswers      |
| ok + incident + silent               | ok               | acts while it answers  | suspect    | ask       | WorkspaceAnswers      |
| 401 + incident + silent              | ok               | -                      | suspect    | ask       | WorkspaceNotAsked     |
| 429 + incident + silent              | ok               | -                      | suspect    | ask       | WorkspaceNotAsked     |
| 401 + incident + silent              | ok               | acts while it answers  | suspect    | ask       | WorkspaceNotAsked     |
| 429 + incident + burst + stuck + calls fail | ok        | -                      | suspect    | ask       | WorkspaceNotAsked     |
| 429 + incident + storage fails       | ok               | -                      | suspect    | ask       | WorkspaceNotAsked     |
| - + incident + burst                 | ok               | -                      | suspect    | ask       | WorkspaceNotAsked     |
| 401 + silent + test                  | ok               | -                      | suspect    | ask       | WorkspaceNotAsked     |
| 429 + stuck + says down              | ok               | -                      | suspect    | ask       | WorkspaceNotAsked     |
| 401 + incident + silent              | ok               | mode approval          | suspect    | ask       | WorkspaceNotAsked     |
| 401 + incident + burst               | ok               | acts while it answers  | suspect    | fail-over | ProviderAndProbeAgree |
| ok + incident + stuck                | ok               | acts while it answers  | suspect    | fail-over | ProviderAndProbeAgree |
| fails 3 + incident                   | ok               | 21 jobs, cap 20        | down       | ask       | OverCaps              |
| fails 3 + incident                   | ok               | 20 jobs, cap 20        | down       | fail-over | ProviderAndProbeAgree |
| fails 3 + incident                   | ok               | cost 501, cap 500      | down       | ask       | OverCaps              |
| fails 3 + incident                   | ok               | cost unknown, cap 500  | down       | ask       | OverCaps              |
| fails 3 + incident                   | ok               | cost 0, cap 500        | down       | fail-over | ProviderAndProbeAgree |
| fails 3 + incident                   | ok               | never drilled          | down       | ask       | DrillOverdue          |
| fails 3 + incident                   | ok               | drill 91 d ago         | down       | ask       | DrillOverdue          |
| fails 3 + incident                   | ok               | drill waived           | down       | fail-over | ProviderAndProbeAgree |
| fails 3 + incident                   | ok               | drill 89 d ago         | down       | fail-over | ProviderAndProbeAgree |
| fails 3 + incident                   | ok               | mode approval          | down       | ask       | ApprovalMode          |
| fails 3 + incident                   | ok               | window is just opening | down       | hold      | Confirming            |
| fails 3 + incident                   | ok               | window ends in 1 s     | down       | hold      | Confirming            |
| fails 3 + incident                   | ok               | no window              | down       | fail-over | ProviderAndProbeAgree |
| fails 3 + incident                   | ok               | window is over         | down       | fail-over | ProviderAndProbeAgree |
| fails 3 + storage down               | ok               | -                      | down       | fail-over | ProviderAndProbeAgree |
| fails 3 + incident + silent          | ok               | -                      | down       | fail-over | ProviderAndProbeAgree |
| fails 3 + test                       | ok               | -                      | down       | fail-over | SecondViewAgrees      |
| 429 + incident + test                | ok               | -                      | down       | fail-over | SecondViewAgrees      |
| 401 + incident + test + silent       | ok               | -                      | down       | fail-over | SecondViewAgrees      |
| fails 3 + says down                  | ok               | -                      | down       | fail-over | OperatorAgrees        |
| 429 + incident + says down           | ok               | -                      | down       | fail-over | OperatorAgrees        |
| 429 + incident + says down + burst   | ok               | -                      | down       | fail-over | OperatorAgrees        |
`;

type Row = { here: string; standby: string; and: string; expected: string; code: string };

const rows: readonly Row[] = table
  .trim()
  .split('\n')
  .slice(2)
  .map((line) => {
    const [here = '', standby = '', and = '', assessment = '', decision = '', code = ''] = line
      .split('|')
      .slice(1, -1)
      .map((cell) => cell.trim());
    return { here, standby, and, expected: `${assessment}: ${decision} ${code}`, code };
  });

function outcome({ here, standby, and }: Row, rungs: readonly Rung[] = ladder): string {
  const { assessment, decision, reason } = decide(inputOf(here, standby, and), rungs);
  return `${assessment}: ${decision} ${reason.code}`;
}

describe('the table of cases', () => {
  test.each(rows)('$here | standby $standby | $and → $expected', (row) => {
    expect(outcome(row)).toBe(row.expected);
  });

  test('says only what the fixtures know', () => {
    const known = new Set([...Object.keys(circumstances), 'window is just opening']);
    expect(rows.map(({ and }) => and).filter((and) => !known.has(and))).toEqual([]);
  });
});

const inverted = (rung: Rung): Rung => ({
  ...rung,
  says: (judged) => (rung.says(judged) === undefined ? 'inverted' : undefined),
});

/** The rows that come out otherwise on another ladder. */
function broken(rungs: readonly Rung[]): readonly Row[] {
  return rows.filter((row) => outcome(row, rungs) !== row.expected);
}

describe('every rung carries weight', () => {
  test.each(ladder.map((rung, index) => ({ number: index + 1, rung, code: rung.code })))(
    'rung $number, $code: removed or inverted, the rows that it decides fail',
    ({ rung, code }) => {
      const own = rows.filter((row) => row.code === code);
      expect(own.length).toBeGreaterThan(0);
      const removed = broken(ladder.filter((other) => other !== rung));
      expect(own.filter((row) => !removed.includes(row))).toEqual([]);
      const turned = broken(ladder.map((other) => (other === rung ? inverted(other) : other)));
      expect(own.filter((row) => !turned.includes(row))).toEqual([]);
    },
  );

  test('every rung has a code of its own', () => {
    expect(new Set(ladder.map(({ code }) => code)).size).toBe(ladder.length);
  });

  test('without any rung nothing is done', () => {
    const [row] = rows;
    expect(row === undefined ? '' : outcome(row, [])).toBe('down: hold Undecided');
  });
});

const control = ['ok', 'fails 1', 'fails 3', 'back 1', 'back 3', '429', '401', 'no token', '-'];
const beside = [
  ...['storage fails', 'burst', 'silent', 'stuck', 'calls fail', 'incident', 'resolved', 'old incident'],
  ...['maintenance', 'user stopped it', 'storage down', 'vault down', 'test', 'test passes', 'says down'],
];
const workspace = fc
  .tuple(fc.constantFrom(...control), fc.subarray(beside, { maxLength: 5 }))
  .map(([first, others]) => [first, ...others].join(' + '));
const anything = fc.tuple(workspace, workspace, fc.constantFrom(...Object.keys(circumstances)));

describe('whatever is seen', () => {
  test('a rung holds, and automation acts on two groups only, one of them about more than storage', () => {
    fc.assert(
      fc.property(anything, ([here, standby, and]) => {
        const input = inputOf(here, standby, and);
        const { decision, reason } = decide(input);
        const seen = assess(input);
        expect(reason.code).not.toBe('Undecided');
        if (decision !== 'fail-over' || reason.code === 'Approved') return;
        expect(seen.accusers.length).toBeGreaterThan(1);
        expect(seen.storageOnly).toBe(false);
      }),
      { numRuns: 3_000, seed: 11 },
    );
  });

  test('automation says that a workspace does not answer only where it was asked, and acts else on two other groups', () => {
    const unasked = fc.tuple(fc.constantFrom('429', '401', '-'), fc.subarray(beside, { maxLength: 6 }));
    fc.assert(
      fc.property(unasked, fc.constantFrom(...Object.keys(circumstances)), ([probed, others], and) => {
        const input = inputOf([probed, ...others].join(' + '), 'ok', and);
        const { decision, reason } = decide(input);
        expect(reason.message).not.toContain('vision-east does not answer');
        if (decision !== 'fail-over' || reason.code === 'Approved' || input.policy.whileItAnswers === 'fail-over')
          return;
        expect(assess(input).accusers.filter((group) => group !== 'our-view').length).toBeGreaterThan(1);
      }),
      { numRuns: 2_000, seed: 14 },
    );
  });

  test('nobody acts blindly, against an open run or a pause, or towards a standby that is not well', () => {
    fc.assert(
      fc.property(anything, ([here, standby, and]) => {
        const input = inputOf(here, standby, and);
        if (decide(input).decision !== 'fail-over') return;
        const seen = assess(input);
        expect(seen.blind).toBeUndefined();
        expect(seen.standbyView.kind).toBe('answers');
        expect(seen.standbyEvidence).toEqual([]);
        expect(input.openRun ?? input.paused).toBeUndefined();
        expect(input.policy.mode).not.toBe('manual');
      }),
      { numRuns: 3_000, seed: 12 },
    );
  });

  test('the order in which signals are listed changes nothing', () => {
    fc.assert(
      fc.property(anything, ([here, standby, and]) => {
        const input = inputOf(here, standby, and);
        const turned = decide({ ...input, signals: input.signals.toReversed() });
        expect(turned.reason.code).toBe(decide(input).reason.code);
      }),
      { numRuns: 1_000, seed: 13 },
    );
  });
});
