import { readFile } from 'node:fs/promises';
import { describe, expect, test } from 'vitest';
import { defaultPolicy, type Policy } from '../../../shared/core/policy.ts';
import { replay } from '../../../shared/core/replay.ts';
import { readReplayFile } from '../../../shared/core/replay-file.ts';
import { formatInstant } from '../../../shared/core/time.ts';
import { serviceHealthAlert } from './alert-fixtures.ts';
import { health, vision } from './pair-fixtures.ts';

function lines(...given: readonly (object | string)[]): string {
  return given.map((line) => (typeof line === 'string' ? line : JSON.stringify(line))).join('\n');
}
const time = (minutes: number): string =>
  `2026-03-14T${String(9 + Math.floor(minutes / 60)).padStart(2, '0')}:${String(minutes % 60).padStart(2, '0')}:00Z`;

/** Both workspaces, every minute; the primary fails in the minutes that are given. */
function probes(length: number, fails: (no: number) => boolean): object[] {
  return Array.from({ length }, (_, no) => [
    { at: time(no), probe: { side: 'primary', state: fails(no) ? 'unreachable' : 'alive' } },
    { at: time(no), probe: { side: 'secondary', state: 'alive' } },
  ]).flat();
}
const incident = (no: number, state = 'active'): object => ({
  at: time(no),
  incident: { side: 'primary', subject: 'VMJ4-RT8', state },
});

function replayed(content: string, policy: Partial<Policy> = {}) {
  const read = readReplayFile(content, vision, health);
  if (read.kind === 'unreadable') throw new Error(read.problems.join('\n'));
  return replay(read.events, {
    pair: vision,
    policy: { ...defaultPolicy, ...policy },
    health,
    active: 'primary',
    tick: 60_000,
    runLength: 600_000,
  });
}
const story = (content: string, policy?: Partial<Policy>): readonly string[] =>
  replayed(content, policy).decisions.map(({ at, reason, proposal }) =>
    [formatInstant(at).slice(11, 16), reason.code, proposal?.state].filter((part) => part !== undefined).join(' '),
  );

describe('a replay', () => {
  test('of the example says what would have been done, and when', async () => {
    const example = await readFile(new URL('../../../docs/examples/incident.jsonl', import.meta.url), 'utf8');
    expect(story(example)).toEqual([
      '09:00 NoEvidence',
      '09:01 Unsettled',
      '09:03 ProbeOnly open',
      '09:05 Confirming open',
      '09:07 ProviderAndProbeAgree confirmed',
      '09:08 RunInProgress',
    ]);
  });

  test('with a longer window waits longer, and with another mode asks', () => {
    const history = lines(...probes(30, (no) => no > 2), incident(4));
    expect(story(history, { confirmFor: 600_000 })).toContain('09:15 ProviderAndProbeAgree confirmed');
    expect(story(history, { mode: 'approval' }).at(-1)).toBe('09:05 ApprovalMode open');
  });

  test('of a flap opens a proposal, and withdraws it when all is well', () => {
    const history = lines(...probes(20, (no) => no > 2 && no < 7), incident(5), incident(6, 'resolved'));
    expect(story(history)).toEqual([
      '09:00 NoEvidence',
      '09:03 Unsettled',
      '09:05 Confirming open',
      '09:06 ProbeOnly open',
      '09:07 Unsettled open',
      '09:09 NoEvidence withdrawn',
      '09:10 NoEvidence',
    ]);
  });

  test('carries out what a person approved, and leaves alone what was rejected', () => {
    const alone = probes(30, (no) => no > 2);
    const says = (what: string): object => ({ at: time(9), answer: { says: what, by: 'ada' } });
    expect(story(lines(...alone, says('approved')))).toContain('09:09 Approved approved');
    expect(story(lines(...alone, says('rejected'))).at(-1)).toBe('09:09 Rejected rejected');
    // Another group is news.
    expect(story(lines(...alone, says('rejected'), incident(15))).slice(3, 6)).toEqual([
      '09:09 Rejected rejected',
      '09:15 Confirming open',
      '09:17 ProviderAndProbeAgree confirmed',
    ]);
  });

  test('rests after a run, until it is acknowledged', () => {
    const second = Array.from({ length: 100 }, (_, no) => [
      { at: time(no), probe: { side: 'primary', state: no > 2 && no < 20 ? 'unreachable' : 'alive' } },
      { at: time(no), probe: { side: 'secondary', state: no > 40 ? 'unreachable' : 'alive' } },
    ]).flat();
    const other = { at: time(45), incident: { side: 'secondary', subject: 'PLWV-BT0', state: 'active' } };
    const over = incident(21, 'resolved');
    const history = [...second, incident(4), over, other];
    expect(replayed(lines(...history)).failovers).toHaveLength(1);
    expect(story(lines(...history))).toContain('09:41 CoolDown');
    const acknowledged = replayed(lines(...history, { at: time(44), acknowledge: { by: 'ada' } }));
    expect(acknowledged.failovers.map(({ decision }) => [decision.side, decision.reason.code])).toEqual([
      ['primary', 'ProviderAndProbeAgree'],
      ['secondary', 'ProviderAndProbeAgree'],
    ]);
  });

  test('does nothing while it is paused', () => {
    const pause = { at: time(1), pause: { by: 'ada' } };
    const history = [...probes(30, (no) => no > 2), incident(4), pause];
    expect(replayed(lines(...history)).failovers).toEqual([]);
    expect(replayed(lines(...history, { at: time(12), resume: {} })).failovers).toHaveLength(1);
  });

  test('takes alerts as they came, jobs, probes of storage and of the witness, in any order of lines', () => {
    const history = [
      ...probes(12, (no) => no > 2),
      { at: time(4), alert: serviceHealthAlert() },
      { at: time(4), jobs: { side: 'primary', source: 'silence', state: 'failing' } },
      { at: time(4), probe: { side: 'primary', subject: 'storage', state: 'unreachable' } },
      { at: time(4), probe: { side: 'witness', state: 'alive' } },
    ];
    expect(story(lines(...history))).toEqual(story(lines(...history.toReversed())));
    expect(replayed(lines(...history)).failovers).toHaveLength(1);
  });

  test('of nothing is nothing', () => {
    expect(replayed('\n# only a remark\n')).toEqual({ decisions: [], failovers: [] });
  });
});

test('every problem of every line is told', () => {
  const read = readReplayFile(
    lines(
      'not JSON',
      { at: 'yesterday', pause: {} },
      { at: time(0) },
      { at: time(0), pause: {}, resume: {} },
      { at: time(0), probe: { side: 'left', state: 'dead' } },
      '',
      { at: time(0), alert: { schemaId: 'another' } },
      { at: time(0), incident: { side: 'primary', subject: 'A', state: 'active', submittedAt: 'soon', color: 'red' } },
    ),
    vision,
    health,
  );
  expect(read).toEqual({
    kind: 'unreadable',
    problems: [
      'line 1: Must be a JSON object with an ISO 8601 timestamp at /at.',
      'line 2: Must be a JSON object with an ISO 8601 timestamp at /at.',
      'line 3: Must have exactly one of alert, incident, probe, jobs, answer, pause, resume, acknowledge beside at.',
      'line 4: Must have exactly one of alert, incident, probe, jobs, answer, pause, resume, acknowledge beside at.',
      'line 5: /side: Must be primary, secondary or witness.',
      'line 5: /state: Must be alive, unreachable, throttled, refused or no-token.',
      expect.stringMatching(/^line 7: \/schemaId: /),
      'line 8: /submittedAt: Must be an ISO 8601 timestamp.',
      expect.stringMatching(/^line 8: \/color: /),
    ],
  });
});
