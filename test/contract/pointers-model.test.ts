import fc from 'fast-check';
import { beforeAll, expect, test } from 'vitest';
import { createTablePointers } from '../../shared/adapters/table-pointers.ts';
import { otherSide, parsePairName, runId, type Fence, type PairName, type Side } from '../../shared/core/ids.ts';
import { instant } from '../../shared/core/time.ts';
import type { Pointers } from '../../shared/ports.ts';
import { useStorage } from '../support/storage.ts';

const storage = useStorage();
let pointers: Pointers;
beforeAll(() => {
  pointers = createTablePointers(storage.fresh());
});

/** What may be true of a pair, said as plainly as possible. */
type Model = {
  active: Side;
  epoch: number;
  runNo: number;
  fence: number;
  state: 'none' | 'open' | 'stalled' | 'ended';
  /** The run that made the last switch. */
  switchedBy: number;
  target: Side;
};
/** Everyone who ever held the pair still tries to act. */
type Real = { pair: PairName; holders: { runNo: number; fence: number }[] };

const at = instant(Date.parse('2026-03-14T09:00:00Z'));
const first: Model = {
  active: 'primary',
  epoch: 0,
  runNo: 0,
  fence: 0,
  state: 'none',
  switchedBy: 0,
  target: 'secondary',
};

function order(source: Side) {
  const reason = { code: 'Manual', message: 'the region is down' };
  const times = { claimedAt: at, victimsSince: at };
  return { kind: 'failover', mode: 'forced', source, target: otherSide(source), reason, by: 'ada', ...times } as const;
}

async function sameAsModel(model: Model, { pair }: Real): Promise<void> {
  const { active, claim } = await pointers.read(pair);
  expect({ active: active.active, epoch: active.epoch }).toEqual({ active: model.active, epoch: model.epoch });
  expect(claim === undefined ? 'none' : `${claim.order.run} ${claim.fence} ${claim.state}`).toBe(
    model.state === 'none' ? 'none' : `${runId(pair, model.runNo)} ${model.fence} ${model.state}`,
  );
}

type Act = (model: Model, real: Real) => Promise<void>;
class Command implements fc.AsyncCommand<Model, Real> {
  readonly #name: string;
  readonly #act: Act;
  constructor(name: string, act: Act) {
    this.#name = name;
    this.#act = act;
  }
  check(): boolean {
    return true;
  }
  async run(model: Model, real: Real): Promise<void> {
    await this.#act(model, real);
    await sameAsModel(model, real);
  }
  toString(): string {
    return this.#name;
  }
}

function holder(real: Real, who: number): { runNo: number; fence: number } {
  return real.holders[who % real.holders.length] ?? { runNo: 1, fence: 1 };
}

function claimIt(): Command {
  return new Command('claim', async (model, real) => {
    const result = await pointers.claim(real.pair, order(model.active));
    const isFree = model.state === 'none' || model.state === 'ended';
    expect(result.kind).toBe(isFree ? 'claimed' : 'busy');
    if (!isFree) return;
    model.runNo += 1;
    model.fence += 1;
    model.state = 'open';
    model.target = otherSide(model.active);
    real.holders.push({ runNo: model.runNo, fence: model.fence });
  });
}

function switchBy(who: number): Command {
  return new Command(`switch by ${who}`, async (model, real) => {
    const { runNo, fence } = holder(real, who);
    const result = await pointers.switchActive(real.pair, runId(real.pair, runNo), fence as Fence, at);
    const isMine = model.runNo === runNo && model.fence === fence;
    const isDone = isMine && model.switchedBy === runNo;
    const mayNow = isMine && (model.state === 'open' || model.state === 'stalled');
    expect(result.kind).toBe(isDone || mayNow ? 'switched' : 'fenced');
    if (isDone || !mayNow) return;
    model.active = model.target;
    model.epoch += 1;
    model.switchedBy = runNo;
  });
}

function takeOver(who: number): Command {
  return new Command(`takeover by ${who}`, async (model, real) => {
    const { runNo } = holder(real, who);
    const result = await pointers.takeOver(real.pair, runId(real.pair, runNo));
    const isOpen = model.runNo === runNo && (model.state === 'open' || model.state === 'stalled');
    expect(result.kind).toBe(isOpen ? 'taken' : 'fenced');
    if (!isOpen) return;
    model.fence += 1;
    model.state = 'open';
    real.holders.push({ runNo, fence: model.fence });
  });
}

function setState(who: number, state: 'stalled' | 'ended'): Command {
  return new Command(`${state} by ${who}`, async (model, real) => {
    const { runNo, fence } = holder(real, who);
    const result = await pointers.setClaimState(real.pair, runId(real.pair, runNo), fence as Fence, state);
    const isMine = model.runNo === runNo && model.fence === fence;
    const may = isMine && (model.state !== 'ended' || state === 'ended');
    expect(result.kind).toBe(may ? 'set' : 'fenced');
    if (may) model.state = state;
  });
}

const who = fc.nat(6);
const steps = fc.commands(
  [
    fc.constant(claimIt()),
    who.map(switchBy),
    who.map(takeOver),
    who.map((each) => setState(each, 'ended')),
    who.map((each) => setState(each, 'stalled')),
  ],
  { size: '+1', maxCommands: 25 },
);

let pairs = 0;
function freshPair(): PairName {
  pairs += 1;
  return parsePairName(`m${pairs}x`) as PairName;
}

test('whatever holders of old and new fences do, in any order, the pair is as the model says', async () => {
  await fc.assert(
    fc.asyncProperty(steps, async (commands) => {
      await fc.asyncModelRun(() => ({ model: { ...first }, real: { pair: freshPair(), holders: [] } }), commands);
    }),
    { numRuns: 60, seed: 11 },
  );
}, 30_000);

test('whatever they do at the same time, each run switches at most once, and nothing ever shrinks', async () => {
  const act = fc.record({
    kind: fc.constantFrom('switch', 'takeOver', 'end', 'claim'),
    own: fc.integer({ min: 1, max: 4 }),
  });
  await fc.assert(
    fc.asyncProperty(fc.array(act, { minLength: 3, maxLength: 10 }), async (acts) => {
      const pair = freshPair();
      await pointers.claim(pair, order('primary'));
      const seen: { epoch: number; runNo: number; fence: number }[] = [];
      const look = async (): Promise<void> => {
        const { active, claim: held } = await pointers.read(pair);
        seen.push({ epoch: active.epoch, runNo: Number(held?.order.run.split('-r')[1]), fence: Number(held?.fence) });
      };
      const watching = look().then(look).then(look).then(look);
      const switched = await Promise.all(
        acts.map(async ({ kind, own }) => {
          const [run, fence] = [runId(pair, 1), own as Fence];
          if (kind === 'takeOver') await pointers.takeOver(pair, run);
          if (kind === 'end') await pointers.setClaimState(pair, run, fence, 'ended');
          if (kind === 'claim') await pointers.claim(pair, order('primary'));
          return kind === 'switch' ? await pointers.switchActive(pair, run, fence, at) : undefined;
        }),
      );
      await watching;
      await look();
      for (const key of ['epoch', 'runNo', 'fence'] as const) {
        const values = seen.map((each) => each[key]);
        expect(values).toEqual(values.toSorted((a, b) => a - b));
      }
      const wasSwitched = switched.some((result) => result?.kind === 'switched');
      expect((await pointers.read(pair)).active).toMatchObject(
        wasSwitched ? { active: 'secondary', epoch: 1, run: runId(pair, 1) } : { active: 'primary', epoch: 0 },
      );
    }),
    { numRuns: 40, seed: 5 },
  );
}, 30_000);
