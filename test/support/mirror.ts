import { readFileSync } from 'node:fs';
import { beforeAll } from 'vitest';
import { trust } from '../../local/data-storage.ts';
import type { WorkspacePair } from '../../local/simulator/seeds.ts';
import type { GeneratedJob } from '../../local/simulator/generated-job.ts';
import { createBlobCopies } from '../../shared/adapters/blob-copies.ts';
import { jobKey, type Side } from '../../shared/core/ids.ts';
import { instant } from '../../shared/core/time.ts';
import { mirrorPass, type MirrorResult } from '../../shared/work/mirror-job.ts';
import { recordSpec } from '../../shared/work/record-spec.ts';
import { useStorageRegion, type StorageRegion } from '../local/simulator/support/storage-region.ts';
import { openDeps, simulatedCredential, vision, type TestDeps } from './deps.ts';
import { useStorage } from './storage.ts';

export type MirrorDeps = TestDeps & { readonly clock: { moveTo(at: number): void } };

export type MirrorWorld = StorageRegion & {
  /** The ports of the app over tables of their own; time moves only when it is told to. */
  open(): MirrorDeps;
  /** Puts the job into the primary workspace, or another, and what a GET of it says into the ledger; no other job is in there. */
  submit(deps: TestDeps, job: Pick<GeneratedJob, 'name' | 'body' | 'needsToken'>, workspace?: string): Promise<void>;
  mirror(deps: TestDeps, name: string, side?: Side): Promise<MirrorResult>;
  /** Requests that were made while `work` was done, as `<method> <operation> <rest of the path>`, of one workspace or all. */
  requestsOf(work: () => Promise<unknown>, workspace?: string): Promise<string[]>;
};

/** A result in a word, or in the codes of its reasons. */
export function told(result: MirrorResult): unknown {
  if (result.kind !== 'judged') return result.kind === 'later' ? `later: ${result.code}` : result.kind;
  const { disposition } = result;
  return disposition.kind === 'blocked' ? disposition.reasons.map(({ code: reason }) => reason) : disposition.kind;
}

/** Real storage behind both workspaces of the pair, and the app's own adapters over it. */
export function useMirrorWorld(pair: WorkspacePair): MirrorWorld {
  const region = useStorageRegion(pair) as MirrorWorld;
  const storage = useStorage();
  beforeAll(() => {
    const { simulator } = region;
    trust(readFileSync(simulator.caFile, 'utf8'));
    Object.assign(region, {
      open() {
        let now = Date.parse('2026-03-14T09:00:00Z');
        return openDeps({
          storage: storage.fresh(),
          simulator,
          pair,
          clock: Object.assign({ now: () => instant(now) }, { moveTo: (at: number) => void (now = Math.max(now, at)) }),
          blobs: createBlobCopies({
            endpoint: simulator.blobEndpoint ?? '',
            credential: simulatedCredential(simulator),
            timeout: 3_000,
          }),
        });
      },
      async submit(
        deps: TestDeps,
        job: Pick<GeneratedJob, 'name' | 'body' | 'needsToken'>,
        workspace = pair.primary.id,
      ) {
        const answer = await region.put(workspace, job);
        if (answer.status >= 300) throw new Error(`${job.name}: ${answer.status} ${JSON.stringify(answer.body)}`);
        const side: Side = workspace === pair.primary.id ? 'primary' : 'secondary';
        const seen = { side, name: job.name, at: deps.clock.now(), status: 'Running' } as const;
        const { job: row } = await deps.ledger.observe(vision, seen);
        await recordSpec(deps, { pair: vision, job: row.key, name: job.name });
      },
      mirror: (deps: TestDeps, name: string, side: Side = 'primary') =>
        mirrorPass(deps, { pair: vision, job: jobKey(side, name) }),
      async requestsOf(work: () => Promise<unknown>, workspace?: string) {
        const before = simulator.books().length;
        await work();
        return simulator
          .books()
          .slice(before)
          .flatMap((line) =>
            line.kind === 'request' && (workspace === undefined || line.workspace === workspace)
              ? [`${line.method} ${line.operation} ${line.path.split('/workspaces/').at(-1)}`]
              : [],
          );
      },
    });
  });
  return region;
}
