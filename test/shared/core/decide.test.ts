import { describe, expect, test } from 'vitest';
import { decide, sameDecision, type Decision } from '../../../shared/core/decide.ts';
import type { RunId, Side } from '../../../shared/core/ids.ts';
import { defaultPolicy } from '../../../shared/core/policy.ts';
import type { ProbeSignal, Signal } from '../../../shared/core/signal.ts';
import { instant, type Instant } from '../../../shared/core/time.ts';
import { health, vision } from './pair-fixtures.ts';

/** All of it happens on one morning. */
function at(time: string): Instant {
  return instant(Date.parse(`2026-03-14T${time}:00Z`));
}

function probe(side: Side, state: ProbeSignal['state'], time = '09:30'): Signal {
  return {
    group: 'our-view',
    source: 'probe',
    side,
    subject: 'control-plane',
    state,
    detail: state,
    since: at(time),
    receivedAt: at(time),
  };
}

type Incident = {
  state?: 'active' | 'resolved';
  side?: Side;
  subject?: string;
  submitted?: string;
  received?: string;
  since?: string;
  why?: string;
};
function incident({
  state = 'active',
  side = 'primary',
  subject = 'VMJ4-RT8',
  submitted = '09:26',
  received = '09:27',
  since = received,
  why,
}: Incident = {}): Signal {
  const common = {
    group: 'provider',
    source: 'service-health',
    side,
    subject,
    state,
    title: 'Azure Machine Learning - East US',
    submittedAt: at(submitted),
    since: at(since),
    receivedAt: at(received),
  } as const;
  return why === undefined ? { ...common, counts: true } : { ...common, counts: false, why };
}

const here = 'primary';
const standby = 'secondary';
const standbyAlive = probe(standby, 'alive');

const lastMonth = instant(at('09:30') - 30 * 24 * 3_600_000);

/** One probe says all, and nothing waits: these tests are about evidence. Hysteresis and time have tests of their own. */
const policy = { ...defaultPolicy, confirmFor: 0, failedProbes: 1, goodProbes: 1 };

function decided(signals: readonly Signal[], more: { openRun?: RunId; active?: Side } = {}): Decision {
  return decide({ pair: vision, active: here, signals, health, policy, now: at('09:31'), ...more });
}

function short(decision: Decision): string {
  return `${decision.decision} ${decision.reason.code} (${decision.assessment})`;
}

describe('the ladder', () => {
  test.each<[string, string, readonly Signal[]]>([
    [
      'Azure reports an incident and the workspace does not answer',
      'fail-over ProviderAndProbeAgree (down)',
      [incident(), probe(here, 'unreachable'), standbyAlive],
    ],
    [
      'Azure reports an incident, but the workspace answers',
      'ask ProviderOnly (suspect)',
      [incident(), probe(here, 'alive'), standbyAlive],
    ],
    ['Azure reports an incident, and nobody has probed yet', 'ask ProviderOnly (suspect)', [incident(), standbyAlive]],
    [
      'the workspace does not answer, but Azure reports nothing',
      'ask ProbeOnly (suspect)',
      [probe(here, 'unreachable'), standbyAlive],
    ],
    ['all is well', 'hold NoEvidence (healthy)', [probe(here, 'alive'), standbyAlive]],
    ['nothing was heard at all', 'hold NoEvidence (blind)', []],
    [
      'neither workspace answers, and nobody else says why',
      'hold Blind (blind)',
      [probe(here, 'unreachable'), probe(standby, 'unreachable')],
    ],
    [
      'neither workspace answers, and Azure reports ours',
      'hold StandbyUnreachable (down)',
      [incident(), probe(here, 'unreachable'), probe(standby, 'unreachable')],
    ],
    ['the standby was never probed', 'hold StandbyUnreachable (down)', [incident(), probe(here, 'unreachable')]],
    [
      'the standby is throttled, so nothing is known of it',
      'hold StandbyUnreachable (down)',
      [incident(), probe(here, 'unreachable'), probe(standby, 'throttled')],
    ],
    ['no token can be had', 'hold Blind (blind)', [incident(), probe(here, 'no-token'), probe(standby, 'no-token')]],
    [
      'no token can be had for the standby',
      'hold Blind (blind)',
      [incident(), probe(here, 'unreachable'), probe(standby, 'no-token')],
    ],
    [
      'the standby alone is down',
      'hold NoEvidence (healthy)',
      [probe(here, 'alive'), incident({ side: standby }), probe(standby, 'unreachable')],
    ],
  ])('%s: %s', (_, expected, signals) => {
    expect(short(decided(signals))).toBe(expected);
  });

  test.each<[string, string, readonly Signal[]]>([
    ['a throttled probe', 'hold NoEvidence (blind)', [probe(here, 'throttled'), standbyAlive]],
    ['a refused probe', 'hold NoEvidence (blind)', [probe(here, 'refused'), standbyAlive]],
    [
      'a throttled probe beside an incident',
      'ask ProviderOnly (suspect)',
      [incident(), probe(here, 'throttled'), standbyAlive],
    ],
    [
      'a refused probe beside an incident',
      'ask ProviderOnly (suspect)',
      [incident(), probe(here, 'refused'), standbyAlive],
    ],
    [
      'maintenance beside a failed probe',
      'ask ProbeOnly (suspect)',
      [incident({ why: 'maintenance' }), probe(here, 'unreachable'), standbyAlive],
    ],
    [
      'a resolved incident beside a failed probe',
      'ask ProbeOnly (suspect)',
      [incident({ state: 'resolved' }), probe(here, 'unreachable'), standbyAlive],
    ],
    [
      'an incident of the other region beside a failed probe',
      'hold StandbyUnhealthy (suspect)',
      [incident({ side: standby }), probe(here, 'unreachable'), standbyAlive],
    ],
  ])('%s is no evidence: %s', (_, expected, signals) => {
    expect(short(decided(signals))).toBe(expected);
  });

  test('two incidents are one group, and still only ask', () => {
    const signals = [incident(), incident({ subject: 'PLWV-BT0' }), probe(here, 'alive'), standbyAlive];
    expect(short(decided(signals))).toBe('ask ProviderOnly (suspect)');
  });

  test('an open run comes first, whatever the evidence', () => {
    const signals = [incident(), probe(here, 'unreachable'), standbyAlive];
    expect(short(decided(signals, { openRun: 'vision-r3' as RunId }))).toBe('hold RunInProgress (down)');
  });

  test('after a switch the other workspace is judged, by its own evidence', () => {
    const signals = [incident(), probe(here, 'unreachable'), standbyAlive];
    expect(short(decided(signals, { active: standby }))).toBe('hold NoEvidence (healthy)');
    const back = [incident({ side: standby }), probe(standby, 'unreachable'), probe(here, 'alive')];
    expect(short(decided(back, { active: standby }))).toBe('fail-over ProviderAndProbeAgree (down)');
  });
});

describe('time', () => {
  test('evidence is thirty minutes old at most, by our clock and not by the sender’s', () => {
    const now = [probe(here, 'unreachable'), standbyAlive];
    expect(decided([incident({ submitted: '06:00', received: '09:01' }), ...now]).decision).toBe('fail-over');
    expect(decided([incident({ submitted: '09:30', received: '09:00' }), ...now]).reason.code).toBe('ProbeOnly');
  });

  test('a probe that is too old says nothing', () => {
    expect(short(decided([incident(), probe(here, 'unreachable', '09:00'), standbyAlive]))).toBe(
      'ask ProviderOnly (suspect)',
    );
  });

  test('only the last probe of a workspace counts', () => {
    const signals = [probe(here, 'unreachable', '09:29'), probe(here, 'alive', '09:30'), standbyAlive, incident()];
    expect(decided(signals).reason.code).toBe('ProviderOnly');
    expect(decided(signals.toReversed()).reason.code).toBe('ProviderOnly');
  });

  test('of one incident the latest state counts, though it came in first', () => {
    const resolved = incident({ state: 'resolved', submitted: '09:28', received: '09:28' });
    const late = incident({ submitted: '09:26', received: '09:30' });
    const probes = [probe(here, 'unreachable'), standbyAlive];
    expect(decided([resolved, late, ...probes]).reason.code).toBe('ProbeOnly');
    expect(decided([late, resolved, ...probes]).reason.code).toBe('ProbeOnly');
  });

  test('one incident being over does not end another', () => {
    const signals = [
      incident({ state: 'resolved' }),
      incident({ subject: 'PLWV-BT0' }),
      probe(here, 'unreachable'),
      standbyAlive,
    ];
    expect(decided(signals).decision).toBe('fail-over');
  });
});

describe('a decision', () => {
  test('says what it is about, what it rests on, and since when', () => {
    expect(decided([incident(), probe(here, 'unreachable'), standbyAlive])).toEqual({
      decision: 'fail-over',
      reason: { code: 'ProviderAndProbeAgree', message: 'Azure reports an incident, and vision-east does not answer' },
      at: at('09:31'),
      side: 'primary',
      assessment: 'down',
      evidence: [
        'service-health VMJ4-RT8: active for primary since 2026-03-14T09:26:00.000Z (Azure Machine Learning - East US)',
        'probe of primary: unreachable (unreachable) at 2026-03-14T09:30:00.000Z',
        'probe of secondary: alive (alive) at 2026-03-14T09:30:00.000Z',
      ],
      evidenceSince: at('09:27'),
      proposal: {
        id: `vision-p${at('09:31')}`,
        pair: 'vision',
        source: 'primary',
        state: 'confirmed',
        at: at('09:31'),
        reason: {
          code: 'ProviderAndProbeAgree',
          message: 'Azure reports an incident, and vision-east does not answer',
        },
        accusers: ['provider', 'our-view'],
        proposedAt: at('09:31'),
        evidenceSince: at('09:27'),
      },
    });
  });

  test('counts its evidence from when its state was first heard of, and its age from the last word', () => {
    const incidentFrom0830 = incident({ submitted: '09:26', received: '09:27', since: '08:30' });
    expect(decided([incidentFrom0830, probe(here, 'unreachable'), standbyAlive])).toMatchObject({
      decision: 'fail-over',
      evidenceSince: at('08:30'),
    });
  });

  test('is not dated by what has stood for longer than a day: that is how things are, and began no outage', () => {
    const storage: Signal = { ...probe(here, 'unreachable'), subject: 'storage', since: lastMonth } as ProbeSignal;
    const outage = [incident({ since: '09:27' }), probe(here, 'unreachable'), standbyAlive];
    expect(decided([storage, ...outage])).toMatchObject({ decision: 'fail-over', evidenceSince: at('09:27') });
  });

  test('is dated a day back where all of it has stood for longer', () => {
    const storage: Signal = { ...probe(here, 'unreachable'), subject: 'storage', since: lastMonth } as ProbeSignal;
    expect(decided([storage, probe(here, 'alive'), standbyAlive])).toMatchObject({
      reason: { code: 'StorageOnly' },
      evidenceSince: at('09:31') - 24 * 3_600_000,
    });
  });

  test('without evidence has no time at which the evidence began', () => {
    expect(decided([probe(here, 'alive'), standbyAlive])).not.toHaveProperty('evidenceSince');
  });

  test('stays the same while only times and evidence change', () => {
    const before = decided([probe(here, 'unreachable', '09:29'), standbyAlive]);
    const after = decided([probe(here, 'unreachable', '09:30'), standbyAlive]);
    expect(sameDecision(before, after)).toBe(true);
  });

  test.each<[string, Decision]>([
    ['what to do', decided([incident(), probe(here, 'unreachable'), standbyAlive])],
    ['the reason', decided([incident(), standbyAlive])],
    ['the workspace', decided([probe(standby, 'unreachable'), probe(here, 'alive')], { active: standby })],
  ])('is another one when %s changes', (_, other) => {
    expect(sameDecision(decided([probe(here, 'unreachable'), standbyAlive]), other)).toBe(false);
  });

  test('is another one when another group joins what is proposed', () => {
    const two = decided([incident(), probe(here, 'unreachable'), standbyAlive]);
    const { proposal } = two;
    if (proposal === undefined) throw new Error('nothing was proposed');
    expect(sameDecision(two, { ...two, proposal: { ...proposal, proposedAt: at('09:00') } })).toBe(true);
    expect(sameDecision(two, { ...two, proposal: { ...proposal, accusers: ['provider'] } })).toBe(false);
  });

  test('is another one when the workspace becomes visible again', () => {
    expect(sameDecision(decided([]), decided([probe(here, 'alive'), standbyAlive]))).toBe(false);
  });
});
