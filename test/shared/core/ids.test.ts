import { createHash } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  isJobName,
  jobKey,
  parseJobKey,
  parsePairName,
  parseRunId,
  requestedName,
  resubmittedName,
  runId,
  runInstanceId,
  shardCount,
  shardOf,
  shortHash,
  sideOf,
  type Fence,
  type PairName,
} from '../../../shared/core/ids.ts';

const jobName = fc.stringMatching(/^[a-zA-Z0-9][a-zA-Z0-9\-_]{0,254}$/);
const originId = fc
  .tuple(fc.uuid(), jobName)
  .map(([id, name]) => `/subscriptions/${id}/resourceGroups/rg/providers/Microsoft.X/workspaces/w/jobs/${name}`);
const epoch = fc.nat(100_000);
const attempt = fc.integer({ min: 1, max: 99 });

/** Changes the case of letters as the seed says. */
function recased(text: string, seed: number): string {
  return Array.from(text)
    .map((letter, index) => (((seed >> (index % 31)) & 1) === 1 ? letter.toUpperCase() : letter.toLowerCase()))
    .join('');
}

describe('the name of a resubmitted job', () => {
  test('is the stem, the epoch and eight characters of its origin, and an attempt from the second on', () => {
    const origin = '/subscriptions/a/resourceGroups/b/providers/Microsoft.MachineLearningServices/workspaces/c/jobs/d';
    expect(resubmittedName('train_7', 3, origin, 1)).toBe('train_7-f3-pfkxnzdb');
    expect(resubmittedName('train_7', 3, origin, 2)).toBe('train_7-f3-pfkxnzdba2');
  });

  test('is a name that Azure takes, however long the stem', () => {
    fc.assert(
      fc.property(jobName, epoch, originId, attempt, (stem, ...rest) => {
        const name = resubmittedName(stem, ...rest);
        expect(isJobName(name)).toBe(true);
        expect(name.length).toBeLessThanOrEqual(255);
      }),
    );
  });

  test('is the same whatever the case of the letters in the ARM id of its origin', () => {
    fc.assert(
      fc.property(jobName, epoch, originId, attempt, fc.integer(), (stem, number, origin, turn, seed) => {
        expect(resubmittedName(stem, number, recased(origin, seed), turn)).toBe(
          resubmittedName(stem, number, origin, turn),
        );
      }),
    );
  });

  test('differs wherever epoch, attempt or origin do', () => {
    const input = fc.record({
      number: fc.nat(30),
      origin: fc.constantFrom('/a', '/b', '/c'),
      turn: fc.integer({ min: 1, max: 30 }),
    });
    fc.assert(
      fc.property(jobName, input, input, (stem, one, other) => {
        const same = JSON.stringify(one) === JSON.stringify(other);
        const names = [one, other].map(({ number, origin, turn }) => resubmittedName(stem, number, origin, turn));
        expect(names[0] === names[1]).toBe(same);
      }),
      { numRuns: 500 },
    );
  });

  test('of a job that was resubmitted before is still a name that Azure takes', () => {
    let name = 'x'.repeat(250);
    for (let turn = 1; turn <= 30; turn += 1) name = resubmittedName(name, turn, `/jobs/${name}`, 1);
    expect(isJobName(name)).toBe(true);
    expect(name.endsWith(`-f30-${name.slice(-8)}`)).toBe(true);
  });
});

test('the name that a request gives its job depends on the stem and the request alone, and Azure takes it', () => {
  fc.assert(
    fc.property(jobName, fc.string({ minLength: 1, maxLength: 200 }), (stem, request) => {
      const name = requestedName(stem, request);
      expect(isJobName(name)).toBe(true);
      expect(name).toBe(requestedName(stem, request));
      expect(name).not.toBe(requestedName(stem, `${request}.`));
    }),
  );
});

test('a short hash is the beginning of the base32 of the sha256, to its very end', () => {
  const alphabet = 'abcdefghijklmnopqrstuvwxyz234567';
  const base32 = (bytes: Buffer): string => {
    const bits = [...bytes].map((byte) => byte.toString(2).padStart(8, '0')).join('');
    return (bits.match(/.{1,5}/g) ?? []).map((five) => alphabet[Number.parseInt(five.padEnd(5, '0'), 2)]).join('');
  };
  fc.assert(
    fc.property(fc.string(), fc.integer({ min: 1, max: 52 }), (text, length) => {
      expect(shortHash(text, length)).toBe(base32(createHash('sha256').update(text).digest()).slice(0, length));
    }),
  );
});

describe('the key of a job', () => {
  test('is one whatever the case of the letters in its name, and on each side another', () => {
    fc.assert(
      fc.property(jobName, fc.integer(), (name, seed) => {
        const key = jobKey('primary', name);
        expect(jobKey('primary', recased(name, seed))).toBe(key);
        expect(jobKey('secondary', name)).not.toBe(key);
        expect(sideOf(key)).toBe('primary');
        expect(parseJobKey(key)).toEqual({ key, side: 'primary', name: name.toLowerCase() });
        expect(shardOf(key)).toBeLessThan(shardCount);
      }),
    );
  });

  test.each([
    '',
    'primary:',
    'tertiary:a',
    'primary:a/b',
    'primary:a:b',
    'primary:a#',
    'primary: a',
    'Primary:a',
    `primary:${'a'.repeat(256)}`,
  ])('is not %j', (text) => {
    expect(parseJobKey(text)).toBeUndefined();
  });
});

describe('names of pairs and runs', () => {
  test('are read back as they were written', () => {
    const vision = parsePairName('vision') as PairName;
    expect(parseRunId(runId(vision, 12))).toEqual({ pair: 'vision', runNo: 12, run: 'vision-r12' });
    expect(runInstanceId(runId(vision, 12), 7 as Fence)).toBe('vision-r12-7');
  });

  test.each(['vision', 'vision-r0', 'vision-r', 'vision-r01', 'Vision-r1', 'vision-r1-2', 'v-r1', 'vision-r1 '])(
    'do not take %j for a run',
    (text) => {
      expect(parseRunId(text)).toBeUndefined();
    },
  );

  test.each(['v', '1vision', 'Vision', 'vi-sion', 'vision ', 'v'.repeat(25)])('do not take %j for a pair', (text) => {
    expect(parsePairName(text)).toBeUndefined();
  });
});
