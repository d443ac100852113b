import { describe, expect, test } from 'vitest';
import { readReplayFile } from '../../../shared/core/replay-file.ts';
import { replayLine } from '../../../shared/core/replay-line.ts';
import type { Signal } from '../../../shared/core/signal.ts';
import { instant } from '../../../shared/core/time.ts';
import { embeddedPair } from '../../../local/simulator/seeds.ts';
import { configOf } from '../../support/deps.ts';

const config = configOf(embeddedPair(1));
const now = instant(Date.parse('2026-03-14T09:00:00.123Z'));
const heard = { since: now, receivedAt: now };
const alerted = { side: 'primary', subject: 'VMJ4-RT8', state: 'active', title: 'a title', submittedAt: now } as const;

const signals: Readonly<Record<string, Signal>> = {
  'an incident': { group: 'provider', source: 'service-health', counts: true, ...alerted, ...heard },
  'one that does not count': {
    ...{ group: 'provider', source: 'resource-health', counts: false, why: 'maintenance' },
    ...alerted,
    ...heard,
  },
  'the end of a failing availability test': {
    ...{ group: 'second-view', source: 'availability-test', counts: true },
    ...alerted,
    state: 'resolved',
    ...heard,
  },
  'an operator’s word': { group: 'operator', source: 'operator', counts: true, ...alerted, ...heard },
  'a probe of the control plane': {
    ...{ group: 'our-view', source: 'probe', side: 'secondary', subject: 'control-plane' },
    ...{ state: 'throttled', detail: 'throttled' },
    ...heard,
  },
  'a probe of the storage': {
    ...{ group: 'our-view', source: 'probe', side: 'primary', subject: 'storage' },
    ...{ state: 'unreachable', detail: 'no answer' },
    ...heard,
  },
  'a probe of the control endpoint': {
    ...{ group: 'our-view', source: 'probe', side: 'witness', subject: 'control-endpoint' },
    ...{ state: 'alive', detail: '' },
    ...heard,
  },
  'stuck jobs': {
    ...{ group: 'our-view', source: 'stuck-jobs', side: 'primary', subject: 'jobs' },
    ...{ state: 'failing', detail: '3 of 4' },
    ...heard,
  },
  'our own calls': {
    ...{ group: 'our-view', source: 'arm-errors', side: 'primary', subject: 'calls' },
    ...{ state: 'well', detail: '' },
    ...heard,
  },
};

describe('as a line of a recorded incident', () => {
  test.each(Object.entries(signals))('%s is what it was', (_what, signal) => {
    expect(readReplayFile(replayLine(signal), config.pairs[0], config.health)).toEqual({
      kind: 'read',
      events: [{ at: now, kind: 'signal', signal }],
    });
  });
});
