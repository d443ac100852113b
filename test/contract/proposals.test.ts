import { expect, test } from 'vitest';
import { createTableProposals } from '../../shared/adapters/table-proposals.ts';
import type { PairName } from '../../shared/core/ids.ts';
import { answerProposal } from '../../shared/core/proposal.ts';
import type { ProposalAnswer, ProposalRecord } from '../../shared/core/proposal-record.ts';
import { instant, plus } from '../../shared/core/time.ts';
import { useStorage } from '../support/storage.ts';

const storage = useStorage();
const open = () => createTableProposals(storage.fresh());
const [vision, speech] = ['vision', 'speech'] as unknown as [PairName, PairName];
const begin = instant(Date.parse('2026-03-14T09:00:00Z'));

function record(minutes = 0, pair = vision): ProposalRecord {
  const at = plus(begin, minutes * 60_000);
  const reason = { code: 'ProbeOnly', message: 'it does not answer' };
  const facts = { id: `${pair}-p${at}`, pair, source: 'primary', accusers: ['our-view'], evidenceSince: at } as const;
  const proposal = { ...facts, reason, proposedAt: at, state: 'open', waits: 'for-person' } as const;
  return { proposal, decision: 'ask', reason, evidence: ['probe of primary: unreachable'] };
}

function answered(one: ProposalRecord, says: ProposalAnswer['says'], by: string): [ProposalRecord, ProposalAnswer] {
  const answer = { says, by, at: plus(begin, 90_000), reason: `${by} has looked` };
  return [{ ...one, proposal: answerProposal(one.proposal, answer).proposal }, answer];
}

test('a pair without proposals has none', async () => {
  const proposals = open();
  expect(await proposals.latest(vision)).toBeUndefined();
  expect(await proposals.list(vision, 10)).toEqual([]);
  expect(await proposals.get(vision, record().proposal.id)).toBeUndefined();
});

test('the newest comes first, and pairs are apart', async () => {
  const proposals = open();
  for (const minutes of [5, 0, 9]) await proposals.insert(record(minutes));
  await proposals.insert(record(20, speech));
  expect((await proposals.latest(vision))?.row).toEqual(record(9));
  expect(await proposals.list(vision, 2)).toEqual([record(9), record(5)]);
  expect((await proposals.get(vision, record(5).proposal.id))?.row).toEqual(record(5));
});

test('an id that no judgement gives, or of another pair, is none', async () => {
  const proposals = open();
  await proposals.insert(record());
  for (const id of ['', 'nonsense', 'vision-p', `speech-p${begin}`, `vision-p${begin};answer`, `vision-p${begin}0000`])
    expect(await proposals.get(vision, id)).toBeUndefined();
});

test('it is opened once, and changed only over the version that was read', async () => {
  const proposals = open();
  const first = await proposals.insert(record());
  expect((await proposals.insert(record())).kind).toBe('lost');
  const etag = first.kind === 'written' ? first.etag : '';
  expect((await proposals.update({ ...record(), toldAt: begin }, etag)).kind).toBe('written');
  expect((await proposals.update(record(), etag)).kind).toBe('lost');
  expect((await proposals.latest(vision))?.row.toldAt).toBe(begin);
});

test('the answer is kept with it, whatever becomes of it afterwards', async () => {
  const proposals = open();
  await proposals.insert(record(0));
  await proposals.insert(record(5));
  const found = await proposals.latest(vision);
  const [approved, answer] = answered(record(5), 'approved', 'ada');
  expect(await proposals.answer(approved, answer, found?.etag ?? '')).toBe('written');
  const after = await proposals.latest(vision);
  expect(after?.row).toEqual({ ...approved, answer });
  const because = { code: 'NoEvidence', message: 'it answers again' };
  const withdrawn = { ...record(5).proposal, state: 'withdrawn', at: begin, because } as const;
  await proposals.update({ ...approved, proposal: withdrawn }, after?.etag ?? '');
  expect(await proposals.list(vision, 10)).toEqual([{ ...approved, proposal: withdrawn, answer }, record(0)]);
  expect((await proposals.get(vision, withdrawn.id))?.row.answer).toEqual(answer);
});

test('of two answers at one instant, from two processes, exactly one is taken and the other leaves no trace', async () => {
  const options = storage.fresh();
  const [one, other] = [createTableProposals(options), createTableProposals(options)];
  for (let no = 0; no < 20; no += 1) {
    await one.insert(record(no));
    const etag = (await one.latest(vision))?.etag ?? '';
    const results = await Promise.all([
      one.answer(...answered(record(no), 'approved', 'ada'), etag),
      other.answer(...answered(record(no), 'rejected', 'grace'), etag),
    ]);
    expect(results.toSorted()).toEqual(['lost', 'written']);
    const kept = (await other.latest(vision))?.row;
    const winner = results[0] === 'written' ? 'approved' : 'rejected';
    expect([kept?.proposal.state, kept?.answer?.says]).toEqual([winner, winner]);
  }
});

test('an answer to a version that was judged again meanwhile is lost, and nothing of it is kept', async () => {
  const proposals = open();
  const first = await proposals.insert(record());
  const etag = first.kind === 'written' ? first.etag : '';
  await proposals.update({ ...record(), evidence: ['more'] }, etag);
  expect(await proposals.answer(...answered(record(), 'approved', 'ada'), etag)).toBe('lost');
  expect((await proposals.latest(vision))?.row).toEqual({ ...record(), evidence: ['more'] });
});
