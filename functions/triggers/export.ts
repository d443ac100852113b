import type { HttpRequest, HttpResponseInit } from '@azure/functions';
import type { PairConfig } from '../../shared/core/config.ts';
import type { ExportFile, Source } from '../../shared/core/export/document.ts';
import { assetFiles, jobFiles } from '../../shared/core/export/bundle.ts';
import { needKey, needsOf, type Need } from '../../shared/core/export/needs.ts';
import type { PairName, Side, SpecHash } from '../../shared/core/ids.ts';
import { parseJobKey, shortHash } from '../../shared/core/ids.ts';
import { invalid, notFound } from '../../shared/core/problem.ts';
import type { Deps } from '../../shared/work/deps.ts';
import { readAssets } from '../../shared/work/read-assets.ts';
import { problem, withPair } from './answer.ts';

/** Documents as text, and texts as one file. Equal input gives equal bytes. */
export type Archive = {
  readonly text: (file: ExportFile) => string;
  readonly zip: (entries: readonly { readonly path: string; readonly text: string }[]) => Uint8Array;
};

export type ExportPorts = { readonly archive: Archive };
type ExportDeps = Deps & ExportPorts;

/** The definition of one job as the CLI's YAML, with all that it needs. */
export function exportJob(deps: ExportDeps, request: HttpRequest): Promise<HttpResponseInit> {
  return withPair(deps, request, async (pair) => {
    const text = request.params['job'] ?? '';
    const parsed = parseJobKey(text);
    const job = parsed === undefined ? undefined : await deps.ledger.get(pair.name, parsed.key);
    if (job === undefined) {
      return problem(
        notFound(
          'JobNotFound',
          `The ledger of ${pair.name} has no job ${JSON.stringify(text)}; a job is named primary:<name> or secondary:<name>.`,
        ),
      );
    }
    const spec = job.spec.kind === 'recorded' ? await deps.specs.get(job.spec.hash) : undefined;
    if (spec === undefined) {
      return problem(notFound('SpecNotRecorded', `The definition of the job ${job.key} is not recorded.`));
    }
    const source = sourceOf(pair, job.side);
    const assets = await readAssets(deps, pair, job.side, needsOf([spec], source.workspace));
    const files = jobFiles({ name: job.name, spec }, assets, source);
    return archive(deps, request, files, `${pair.name}-${job.side}-${job.name}`);
  });
}

/** All that the live jobs of one workspace need; of the active one unless `?side=` names another. */
export function exportAssets(deps: ExportDeps, request: HttpRequest): Promise<HttpResponseInit> {
  return withPair(deps, request, async (pair) => {
    const wanted = request.query.get('side');
    if (wanted !== null && wanted !== 'primary' && wanted !== 'secondary') {
      return problem(
        invalid('InvalidQuery', [
          { pointer: '/side', detail: `Must be primary or secondary, and is ${JSON.stringify(wanted)}.` },
        ]),
      );
    }
    const side = wanted ?? (await deps.pointers.read(pair.name)).active.active;
    const source = sourceOf(pair, side);
    const needs = await needsOfLiveJobs(deps, pair.name, side, source);
    const assets = await readAssets(deps, pair, side, needs);
    return archive(deps, request, assetFiles(needs, assets, source), `${pair.name}-${side}-assets`);
  });
}

function sourceOf(pair: PairConfig, side: Side): Source {
  return { workspace: pair.workspaces[side] };
}

const readAtOnce = 16;

/** Only what a definition names is kept of it: there may be thousands, of megabytes each. */
async function needsOfLiveJobs(deps: Deps, pair: PairName, side: Side, source: Source): Promise<readonly Need[]> {
  const live = await deps.ledger.live(pair, side);
  const hashes = new Set<SpecHash>(live.flatMap(({ spec }) => (spec.kind === 'recorded' ? [spec.hash] : [])));
  const needs = new Map<string, Need>();
  const left = [...hashes];
  while (left.length > 0) {
    const specs = await Promise.all(left.splice(0, readAtOnce).map((hash) => deps.specs.get(hash)));
    const known = specs.filter((spec) => spec !== undefined);
    for (const need of needsOf(known, source.workspace)) needs.set(needKey(need), need);
  }
  return [...needs.values()];
}

/** A zip with an ETag of its content, so that whoever keeps it in Git asks again for nothing. */
function archive(
  { archive: { text, zip } }: ExportPorts,
  request: HttpRequest,
  files: readonly ExportFile[],
  name: string,
): HttpResponseInit {
  const entries = files.map((file) => ({ path: file.path, text: text(file) }));
  const etag = `"${shortHash(JSON.stringify(entries), 26)}"`;
  // Definitions can hold secrets of their authors, so nobody on the way may keep them.
  const headers = { etag, 'cache-control': 'private, no-cache' };
  if (request.headers.get('if-none-match') === etag) return { status: 304, headers };
  return {
    status: 200,
    body: zip(entries),
    headers: {
      ...headers,
      'content-type': 'application/zip',
      'content-disposition': `attachment; filename="${name}.zip"`,
    },
  };
}
