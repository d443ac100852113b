import { randomUUID } from 'node:crypto';
import { odata } from '@azure/data-tables';
import { otherSide, runId } from '../core/ids.ts';
import type { Fence, PairName } from '../core/ids.ts';
import { activeAtStart, givesWay } from '../core/pointer.ts';
import type { ActivePointer, Claim } from '../core/pointer.ts';
import { instant } from '../core/time.ts';
import type { Fenced, Pointers } from '../ports.ts';
import type { StorageOptions } from './table-client.ts';
import { openTable } from './table-client.ts';
import { jsonColumns, readJson } from './table-row.ts';
import type { StoredRow } from './table-row.ts';

/** Two rows per pair in one partition, so that a switch can change both in one transaction. */
const activeRow = 'active';
const claimRow = 'run';

type Held = {
  readonly active: ActivePointer;
  readonly activeEtag: string;
  readonly claim?: Claim;
  readonly claimEtag?: string;
};

export function createTablePointers(options: StorageOptions): Pointers {
  const table = openTable('Pointer', options);

  async function load(pair: PairName): Promise<Held> {
    // One question, so that both rows are of one moment. Were they not, the ETags of both would refuse the switch.
    const rows = await table.query(odata`PartitionKey eq ${pair}`);
    const [claim, active] = [claimRow, activeRow].map((rowKey) => rows.find((row) => row.rowKey === rowKey));
    if (active === undefined) {
      await table.insert({ partitionKey: pair, rowKey: activeRow, columns: jsonColumns('json', firstPointer(pair)) });
      return load(pair);
    }
    return {
      active: content<ActivePointer>(active),
      activeEtag: active.etag,
      ...(claim === undefined ? {} : { claim: content<Claim>(claim), claimEtag: claim.etag }),
    };
  }

  /** Writes the claim row over the version that was read; false when somebody else wrote in between. */
  async function store(claim: Claim, etag: string | undefined): Promise<boolean> {
    const row = { partitionKey: claim.pair, rowKey: claimRow, columns: jsonColumns('json', claim) };
    return etag === undefined
      ? (await table.insert(row)) === 'inserted'
      : (await table.replace(row, etag)).kind === 'written';
  }

  return {
    async read(pair) {
      const { active, claim } = await load(pair);
      return claim === undefined ? { active } : { active, claim };
    },

    async claim(pair, order) {
      const nonce = randomUUID();
      for (;;) {
        const held = await load(pair);
        // Our own write got through although its answer was lost: the SDK repeats it, and meets what it wrote itself.
        if (held.claim?.nonce === nonce) return { kind: 'claimed', claim: held.claim };
        const isHeld = held.claim !== undefined && held.claim.state !== 'ended';
        if (isHeld && !givesWay(held.claim.order, order.kind)) return { kind: 'busy', claim: held.claim };
        if (held.active.active !== activeAtStart(order)) return { kind: 'moved', active: held.active };
        const runNo = held.claim === undefined ? 1 : runNoOf(held.claim) + 1;
        const fence = ((held.claim?.fence ?? 0) + 1) as Fence;
        const claim: Claim = { pair, order: { ...order, run: runId(pair, runNo) }, fence, state: 'open', nonce };
        if (await store(claim, held.claimEtag)) return { kind: 'claimed', claim };
      }
    },

    async switchActive(pair, run, fence, at) {
      for (;;) {
        const held = await load(pair);
        const { active, claim } = held;
        if (claim === undefined || claim.order.run !== run || claim.fence !== fence) return fenced(run, fence, claim);
        // Our own earlier attempt got through although its answer was lost.
        if (active.run === run) return { kind: 'switched', active };
        // An instance that outlived its run, or a person who was faster.
        if (claim.state === 'ended' || claim.cancelled !== undefined) return fenced(run, fence, claim);
        const next: ActivePointer = {
          pair,
          active: claim.order.target,
          epoch: active.epoch + 1,
          since: at,
          reason: claim.order.reason,
          by: claim.order.by,
          run,
        };
        if (active.active !== otherSide(next.active)) {
          return {
            kind: 'fenced',
            reason: {
              code: 'AlreadyActive',
              message: `${next.active} is active already, by ${active.run ?? 'the first configuration'}`,
            },
          };
        }
        // The claim is written unchanged: its ETag makes the switch fail if a takeover came between.
        const done = await table.transact([
          {
            kind: 'replace',
            row: { partitionKey: pair, rowKey: activeRow, columns: jsonColumns('json', next) },
            etag: held.activeEtag,
          },
          {
            kind: 'replace',
            row: { partitionKey: pair, rowKey: claimRow, columns: jsonColumns('json', claim) },
            etag: held.claimEtag ?? '',
          },
        ]);
        if (done === 'written') return { kind: 'switched', active: next };
      }
    },

    async cancel(pair, run, cancelled) {
      for (;;) {
        const { claim, claimEtag } = await load(pair);
        if (claim === undefined || claim.order.run !== run || claim.state === 'ended')
          return fenced(run, undefined, claim);
        if (claim.cancelled !== undefined) return { kind: 'cancelled', claim };
        const next: Claim = { ...claim, cancelled };
        if (await store(next, claimEtag)) return { kind: 'cancelled', claim: next };
      }
    },

    async takeOver(pair, run) {
      for (;;) {
        const { claim, claimEtag } = await load(pair);
        if (claim === undefined || claim.order.run !== run || claim.state === 'ended')
          return fenced(run, undefined, claim);
        const next: Claim = { ...claim, fence: (claim.fence + 1) as Fence, state: 'open' };
        if (await store(next, claimEtag)) return { kind: 'taken', claim: next };
      }
    },

    async setClaimState(pair, run, fence, state) {
      for (;;) {
        const { claim, claimEtag } = await load(pair);
        if (claim === undefined || claim.order.run !== run || claim.fence !== fence) return fenced(run, fence, claim);
        // The end is final: a pair that was freed is never held again by the run that freed it.
        if (claim.state === 'ended' && state !== 'ended') return fenced(run, fence, claim);
        if (claim.state === state || (await store({ ...claim, state }, claimEtag))) return { kind: 'set' };
      }
    },
  };
}

function firstPointer(pair: PairName): ActivePointer {
  return {
    pair,
    active: 'primary',
    epoch: 0,
    since: instant(0),
    reason: { code: 'FirstConfiguration', message: 'the pair starts with its primary workspace' },
    by: 'configuration',
  };
}

function content<Row>(row: StoredRow): Row {
  const value = readJson<Row>(row, 'json');
  if (value === undefined) throw new Error(`row ${row.partitionKey} / ${row.rowKey} of table Pointer is empty`);
  return value;
}

function runNoOf(claim: Claim): number {
  return Number(claim.order.run.slice(claim.pair.length + '-r'.length));
}

function fenced(run: string, fence: Fence | undefined, claim: Claim | undefined): Fenced {
  const held =
    claim === undefined
      ? 'nobody holds the pair'
      : `${claim.order.run} holds the pair under fence ${claim.fence} (${claim.state})`;
  return {
    kind: 'fenced',
    reason: {
      code: 'Fenced',
      message: `${run}${fence === undefined ? '' : ` under fence ${fence}`} may not write: ${held}`,
    },
  };
}
