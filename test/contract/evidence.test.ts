import fc from 'fast-check';
import { expect, test } from 'vitest';
import { createTableEvidence } from '../../shared/adapters/table-evidence.ts';
import type { Decision, DecisionCode } from '../../shared/core/decide.ts';
import { parsePairName, type PairName } from '../../shared/core/ids.ts';
import type { Signal } from '../../shared/core/signal.ts';
import { instant, plus, type Instant } from '../../shared/core/time.ts';
import type { AuditEntry } from '../../shared/ports.ts';
import { useStorage } from '../support/storage.ts';

const storage = useStorage();
/** Whatever is said counts for half an hour. */
const open = () => createTableEvidence(storage.fresh(), () => 1_800_000);
const vision = parsePairName('vision') as PairName;
const speech = parsePairName('speech') as PairName;
const at = (time: string): Instant => instant(Date.parse(`2026-03-14T${time}:00Z`));

type Told = { state?: 'active' | 'resolved'; submitted: string; received: string; subject?: string };
function incident({ state = 'active', submitted, received, subject = 'VMJ4-RT8' }: Told): Signal {
  return {
    group: 'provider',
    source: 'service-health',
    side: 'primary',
    subject,
    counts: true,
    title: 'Azure Machine Learning - East US',
    state,
    submittedAt: at(submitted),
    since: at(received),
    receivedAt: at(received),
  };
}

test('a subject has one signal: its latest state, with the time since when it stands', async () => {
  const { signals } = open();
  await signals.put(vision, incident({ submitted: '09:00', received: '09:01' }));
  await signals.put(vision, incident({ submitted: '09:30', received: '09:31' }));
  expect(await signals.list(vision, at('00:00'))).toEqual([
    { ...incident({ submitted: '09:30', received: '09:31' }), since: at('09:01') },
  ]);
});

test('what is said again after it had ceased to count is told anew, with no memory of the first time', async () => {
  const { signals } = open();
  const again = incident({ submitted: '09:31', received: '09:32' });
  await signals.put(vision, incident({ submitted: '09:00', received: '09:01' }));
  await signals.put(vision, again);
  expect(await signals.list(vision, at('00:00'))).toEqual([again]);
});

test('an alert that was overtaken by a later one changes nothing when it arrives', async () => {
  const { signals } = open();
  const resolved = incident({ state: 'resolved', submitted: '09:30', received: '09:31' });
  await signals.put(vision, resolved);
  await signals.put(vision, incident({ submitted: '09:00', received: '10:00' }));
  expect(await signals.list(vision, at('00:00'))).toEqual([resolved]);
});

test('subjects, sides and pairs are apart, and a subject is one whatever the case of its letters', async () => {
  const { signals } = open();
  const one = incident({ submitted: '09:00', received: '09:01', subject: '/subscriptions/A?b#c/d\\e' });
  await signals.put(vision, one);
  await signals.put(vision, { ...one, subject: one.subject.toUpperCase() } as Signal);
  await signals.put(vision, { ...one, side: 'secondary' } as Signal);
  await signals.put(speech, one);
  expect(await signals.list(vision, at('00:00'))).toHaveLength(2);
  expect(await signals.list(speech, at('00:00'))).toEqual([one]);
});

test('a signal whose last word is too old is not listed', async () => {
  const { signals } = open();
  const one = incident({ submitted: '09:00', received: '09:01' });
  await signals.put(vision, one);
  expect(await signals.list(vision, at('09:01'))).toEqual([one]);
  expect(await signals.list(vision, at('09:02'))).toEqual([]);
});

test('of many alerts at once, in any order, the one that was submitted last is kept', async () => {
  const { signals } = open();
  const times = fc.uniqueArray(fc.integer({ min: 0, max: 59 }), { minLength: 2, maxLength: 6 });
  let subjects = 0;
  await fc.assert(
    fc.asyncProperty(times, async (minutes) => {
      subjects += 1;
      const told = minutes.map((minute, index) =>
        incident({
          subject: `TRACK-${subjects}`,
          state: minute % 2 === 0 ? 'active' : 'resolved',
          submitted: `09:${String(minute).padStart(2, '0')}`,
          received: `10:${String(index).padStart(2, '0')}`,
        }),
      );
      await Promise.all(told.map((signal) => signals.put(vision, signal)));
      const kept = (await signals.list(vision, at('00:00'))).find(({ subject }) => subject === `TRACK-${subjects}`);
      expect(kept).toMatchObject({ submittedAt: at(`09:${String(Math.max(...minutes)).padStart(2, '0')}`) });
    }),
    { numRuns: 25, seed: 3 },
  );
});

function decision(time: string, code: DecisionCode): Decision {
  const reason = { code, message: code };
  return { decision: 'hold', reason, at: at(time), side: 'primary', assessment: 'blind', evidence: [] };
}

test('decisions come newest first, as many as asked for, and only those of the pair', async () => {
  const { signals } = open();
  for (const [time, code] of [
    ['09:00', 'NoEvidence'],
    ['11:00', 'ProbeOnly'],
    ['10:00', 'Blind'],
  ] as const) {
    await signals.putDecision(vision, decision(time, code));
  }
  await signals.putDecision(speech, decision('12:00', 'RunInProgress'));
  expect((await signals.decisions(vision, 10)).map(({ reason }) => reason.code)).toEqual([
    'ProbeOnly',
    'Blind',
    'NoEvidence',
  ]);
  expect(await signals.decisions(vision, 1)).toEqual([decision('11:00', 'ProbeOnly')]);
  expect(await signals.decisions(parsePairName('nobody') as PairName, 10)).toEqual([]);
});

test('two decisions of one instant are both kept, and one that is told twice is kept once', async () => {
  const { signals } = open();
  await signals.putDecision(vision, decision('09:00', 'NoEvidence'));
  await signals.putDecision(vision, decision('09:00', 'NoEvidence'));
  await signals.putDecision(vision, decision('09:00', 'Blind'));
  expect(await signals.decisions(vision, 10)).toHaveLength(2);
});

test('the audit trail comes newest first, and entries that concern no pair are on their own', async () => {
  const { audit } = open();
  const entry = (minute: number, who: string, pair?: PairName): AuditEntry => ({
    at: plus(at('09:00'), minute * 60_000),
    who,
    what: 'takeover of vision-r1',
    outcome: { code: 'TakenOver', message: 'continues under fence 2' },
    ...(pair === undefined ? {} : { pair }),
  });
  await audit.add(entry(1, 'ada', vision));
  await audit.add(entry(2, 'grace', vision));
  await audit.add(entry(2, 'ada', vision));
  await audit.add(entry(3, 'queue'));
  expect((await audit.list(vision, 10)).map(({ who }) => who).toSorted()).toEqual(['ada', 'ada', 'grace']);
  expect((await audit.list(vision, 10)).at(-1)).toEqual(entry(1, 'ada', vision));
  expect(await audit.list(undefined, 10)).toEqual([entry(3, 'queue')]);
});
