import { describe, expect, test } from 'vitest';
import type { JsonObject } from '../../../../shared/core/json.ts';
import type { MirrorRow, Wanted } from '../../../../shared/core/mirror/row.ts';
import { sharedOutputs, withoutOutdated } from '../../../../shared/core/mirror/shared-outputs.ts';
import { plus, type Instant } from '../../../../shared/core/time.ts';
import { asset, now, present, row, rowsOf } from './fixtures.ts';

const sharedOutput = { code: 'OutputPathShared', message: 'components/flow, version 1: it writes there' };
const flow = asset('components', 'flow');
const latest: Wanted = { kind: 'label', scope: 'job', collection: 'components', name: 'flow', label: 'latest' };

function writing(what: Wanted, at: Instant = now): MirrorRow {
  const target = { kind: 'asset', name: 'flow', version: '1' } as const;
  return row(what, { kind: 'present', target, hash: 'h', at, sharedOutput });
}

const of = (what: Wanted, outputs: 'block' | 'suffix' | 'same', tags: JsonObject = {}, ...rows: MirrorRow[]) =>
  sharedOutputs({ tags }, [{ what, path: '/jobs/n/componentId' }], rowsOf(...rows), outputs);

describe('a copy that writes to a shared path', () => {
  test.each(['block', 'suffix'] as const)(
    'holds up its job at the place that names it where outputs are %s',
    (outputs) => {
      expect(of(flow, outputs, {}, writing(flow))).toEqual([{ ...sharedOutput, path: '/jobs/n/componentId' }]);
    },
  );

  test('holds up nobody where outputs are same, by configuration, by a planned move, or by the tag of the job', () => {
    expect(of(flow, 'same', {}, writing(flow))).toEqual([]);
    expect(of(flow, 'block', { 'failover.outputs': 'same' }, writing(flow))).toEqual([]);
  });

  test('is found by a label as well', () => {
    expect(of(latest, 'block', {}, present(latest), writing(flow))).toHaveLength(1);
  });

  test('is no other copy, and none that is not there', () => {
    expect(of(flow, 'block', {}, present(flow))).toEqual([]);
    expect(of(flow, 'block', {}, row(flow, { kind: 'wanted' }))).toEqual([]);
    expect(of(flow, 'block')).toEqual([]);
  });
});

test('copies that should write beside the path by now are made anew, once in a pass', () => {
  const rows = rowsOf(writing(flow), present(asset('components', 'other')));
  expect(withoutOutdated(rows, 'suffix', plus(now, 1)).size).toBe(1);
  expect(withoutOutdated(rows, 'suffix', now)).toEqual(rows);
  for (const outputs of ['block', 'same'] as const) expect(withoutOutdated(rows, outputs, plus(now, 1))).toBe(rows);
});
