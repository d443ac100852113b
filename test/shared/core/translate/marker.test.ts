import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { readMarker, sameMarker, withMarker, type Marker } from '../../../../shared/core/translate/marker.ts';
import { commandJob, east } from './fixtures.ts';

const marker: Marker = {
  origin: `${east.id}/jobs/train-7`,
  root: `${east.id}/jobs/train`,
  run: 'main-r4',
  epoch: 2,
  attempt: 1,
};

describe('a marker', () => {
  test('stands in the properties as strings, with one tag for people', () => {
    expect(withMarker(commandJob({ properties: { mine: 'x' }, tags: { team: 'a' } }), marker)).toEqual(
      commandJob({
        properties: {
          mine: 'x',
          'failover.origin': `${east.id}/jobs/train-7`,
          'failover.root': `${east.id}/jobs/train`,
          'failover.run': 'main-r4',
          'failover.epoch': '2',
          'failover.attempt': '1',
        },
        tags: { team: 'a', 'failover.from': 'mlw-east/train-7' },
      }),
    );
  });

  test('takes the place of an earlier one and leaves its spec as it was', () => {
    const spec = Object.freeze(commandJob());
    const earlier = withMarker(spec, { ...marker, requestId: 'q1' });
    expect(withMarker(earlier, marker)).toEqual(withMarker(spec, marker));
    expect(spec).toEqual(commandJob());
  });

  test('is read back as it was written', () => {
    const some = fc.record(
      {
        origin: fc.string(),
        root: fc.string(),
        run: fc.string(),
        epoch: fc.nat(),
        attempt: fc.nat(),
        requestId: fc.string(),
      },
      { requiredKeys: ['origin', 'root', 'attempt'] },
    );
    fc.assert(
      fc.property(some, (value) => {
        expect(readMarker(withMarker(commandJob(), value))).toEqual(value);
      }),
    );
  });

  test('is none when a required part is missing or no number', () => {
    expect(readMarker(commandJob())).toBeUndefined();
    const properties = { 'failover.origin': 'a', 'failover.root': 'b', 'failover.attempt': 'first' };
    expect(readMarker(commandJob({ properties }))).toBeUndefined();
  });

  test('is the same in another letter case of its ids, and with no other difference', () => {
    expect(
      sameMarker(marker, { ...marker, origin: marker.origin.toUpperCase(), root: marker.root.toLowerCase() }),
    ).toBe(true);
    for (const other of [
      { origin: 'x' },
      { root: 'x' },
      { run: 'main-r5' },
      { epoch: 3 },
      { attempt: 2 },
      { requestId: 'q' },
    ])
      expect(sameMarker(marker, { ...marker, ...other })).toBe(false);
  });

  test('never has a value that is too long, and is recognised all the same', () => {
    const long = { ...marker, requestId: 'q'.repeat(3000) };
    const read = readMarker(withMarker(commandJob(), long));
    expect(read?.requestId).toHaveLength(1000);
    expect(read !== undefined && sameMarker(read, long)).toBe(true);
    expect(read !== undefined && sameMarker(read, { ...long, requestId: `${long.requestId}q` })).toBe(false);
  });

  test('goes without its tag on a job that has as many tags as it may have', () => {
    const tags = Object.fromEntries(Array.from({ length: 50 }, (_, index) => [`t${index}`, 'x']));
    expect(withMarker(commandJob({ tags }), marker)['tags']).toEqual(tags);
  });
});
