import { describe, expect, test } from 'vitest';
import { planMirror, type Progress, type ReadAsset } from '../../../../shared/core/mirror/plan.ts';
import type { MirrorRow, Wanted } from '../../../../shared/core/mirror/row.ts';
import { mirrorKey } from '../../../../shared/core/mirror/row.ts';
import { plus } from '../../../../shared/core/time.ts';
import { asset, blobs, data, now, present, row, rowsOf, way } from './fixtures.ts';

const pipeline = asset('components', 'prepare_and_train');
const train = asset('components', 'train');
const environment = asset('environments', 'train');
const code = asset('codes', 'c0de');

type Given = {
  readonly roots?: readonly Wanted[];
  readonly rows?: readonly MirrorRow[];
  readonly read?: Progress['read'];
};

function progress({ roots = [pipeline], rows = [], read = new Map() }: Given): Progress {
  return { roots: roots.map((what, index) => ({ what, path: `/root/${index}` })), rows: rowsOf(...rows), read, way };
}

function needs(
  ...entries: readonly (readonly [Wanted, readonly Wanted[]])[]
): Map<ReturnType<typeof mirrorKey>, ReadAsset> {
  return new Map(entries.map(([what, wanted]) => [mirrorKey(what), { kind: 'found', needs: wanted }]));
}

function told(given: Given): readonly string[] {
  return planMirror(progress(given), now).steps.map((step) => `${step.do} ${step.key}`);
}

describe('what is done next', () => {
  test('nothing where everything is present', () => {
    expect(planMirror(progress({ rows: [present(pipeline)] }), now)).toEqual({
      ...{ steps: [], failures: [], busy: false, doomed: [] },
    });
  });

  test('an asset is read before anything is known of what it needs', () => {
    expect(told({})).toEqual(['read-asset components/prepare_and_train/versions/1']);
  });

  test('nested components come transitively, each thing once, whoever needs it', () => {
    const read = needs([pipeline, [train, environment]], [train, [environment, code]]);
    expect(told({ roots: [pipeline, train], read })).toEqual([
      'read-asset environments/train/versions/1',
      'read-asset codes/c0de/versions/1',
    ]);
  });

  test('what is needed is put first, and what needs it only when that is present', () => {
    const read = needs([pipeline, [train]], [train, [environment]], [environment, []]);
    expect(told({ read })).toEqual(['put-asset environments/train/versions/1']);
    expect(told({ read, rows: [present(environment)] })).toEqual(['put-asset components/train/versions/1']);
    const both = [present(environment), present(train)];
    expect(told({ read, rows: both })).toEqual(['put-asset components/prepare_and_train/versions/1']);
  });

  test('blobs are copied before the asset that is made of them', () => {
    const read = needs([code, [blobs('src')]]);
    expect(planMirror(progress({ roots: [code], read }), now).steps).toMatchObject([
      {
        do: 'copy',
        from: { account: 'steast', container: 'code', path: 'src' },
        to: {
          account: 'stwest',
          container: 'azureml-blobstore-stwest',
          path: 'mirrored/vision-east@blobs/steast/code/src',
        },
        limit: 'code',
        mayBeEmpty: false,
      },
    ]);
    expect(told({ roots: [code], read, rows: [present(blobs('src'))] })).toEqual(['put-asset codes/c0de/versions/1']);
  });

  test('a label is resolved, then what it meant is mirrored', () => {
    const label = {
      kind: 'label',
      scope: 'primary:job',
      collection: 'environments',
      name: 'train',
      label: 'latest',
    } as const;
    expect(told({ roots: [label] })).toEqual(['resolve-label environments/train@latest of primary:job']);
    const resolved = present(label, { kind: 'version', version: '12' });
    expect(told({ roots: [label], rows: [resolved] })).toEqual(['read-asset environments/train/versions/12']);
  });

  test('what lies in storage that both workspaces reach is left where it is', () => {
    expect(told({ roots: [data('a', 'shared_data'), blobs('src', 'stshared'), data('x', 'unheard_of')] })).toEqual([]);
  });

  test('a job that was recorded after a copy has its data looked at again', () => {
    const rows = rowsOf(present(data('train/')));
    const plan = (notBefore: number) =>
      planMirror(
        {
          roots: [{ what: data('train/'), path: '/inputs/a', notBefore: plus(now, notBefore) }],
          rows,
          read: new Map(),
          way,
        },
        plus(now, 60_000),
      );
    expect(plan(-1).steps).toEqual([]);
    expect(plan(1).steps).toMatchObject([{ do: 'copy', limit: 'data' }]);
  });

  test('what has been present for a day is looked at again', () => {
    const rows = [present(environment, undefined, plus(now, -86_400_000))];
    expect(told({ roots: [environment], rows })).toEqual(['read-asset environments/train/versions/1']);
  });
});

describe('what will not be there', () => {
  test('is told at every place of the job that needs it, however deep the cause lies', () => {
    const reason = { code: 'CodeNotInStandby', message: 'refused' };
    const failed = row(blobs('src'), { kind: 'failed', reason, at: now, retryAt: plus(now, 1_000) });
    const read = needs([pipeline, [train]], [train, [code]], [code, [blobs('src')]]);
    const plan = planMirror(
      progress({ roots: [train, environment, pipeline], read, rows: [failed, present(environment)] }),
      now,
    );
    expect(plan.failures).toEqual([
      { ...reason, path: '/root/0' },
      { ...reason, path: '/root/2' },
    ]);
    expect(plan.steps).toEqual([]);
    expect(plan.doomed).toEqual([code, train, pipeline].map((what) => ({ what, reason })));
  });

  test('is tried again when its time has come', () => {
    const failed = row(environment, { kind: 'failed', reason: { code: 'X', message: '' }, at: now, retryAt: now }, 3);
    expect(told({ roots: [environment], rows: [failed] })).toEqual(['read-asset environments/train/versions/1']);
  });

  test('a component that holds itself is refused, and names the way round', () => {
    const read = needs([pipeline, [train]], [train, [pipeline]]);
    const plan = planMirror(progress({ read }), now);
    expect(plan.steps).toEqual([]);
    expect(plan.failures).toMatchObject([{ code: 'DependencyCycle', path: '/root/0' }]);
    expect(plan.failures[0]?.message).toContain(
      'components/train/versions/1 → components/prepare_and_train/versions/1',
    );
  });

  test.each([
    ['in a datastore that the target has no door to', data('a', 'lake')],
    ['in a file share', data('a', 'workspacefilestore')],
  ])('data %s is DataNotInStandby', (_where, what) => {
    expect(planMirror(progress({ roots: [what] }), now).failures).toMatchObject([
      { code: 'DataNotInStandby', path: '/root/0' },
    ]);
  });

  test('data that the policy leaves out is DataNotInStandby', () => {
    const roots = [{ what: data('raw/huge'), path: '/inputs/a' }];
    const narrow = { ...way, policy: { maxBytesPerInput: 1, paths: ['datasets/**'] } };
    const plan = planMirror({ roots, rows: new Map(), read: new Map(), way: narrow }, now);
    expect(plan.failures).toMatchObject([{ code: 'DataNotInStandby', path: '/inputs/a' }]);
    expect(plan.failures[0]?.message).toContain('mirror.paths');
  });
});

describe('what somebody else is at', () => {
  const copying = row(environment, { kind: 'copying', until: plus(now, 1_000) });

  test('is waited for, and the rest goes on', () => {
    const read = needs([train, [environment]]);
    const plan = planMirror(progress({ roots: [train, code], read, rows: [copying] }), now);
    expect(plan.busy).toBe(true);
    expect(plan.steps.map((step) => step.key)).toEqual(['codes/c0de/versions/1']);
  });

  test('is taken over when its time is up', () => {
    const plan = planMirror(progress({ roots: [environment], rows: [copying] }), plus(now, 1_000));
    expect(plan).toMatchObject({ busy: false, steps: [{ do: 'read-asset' }] });
  });
});
