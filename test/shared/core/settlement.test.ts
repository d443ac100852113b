import { readFile } from 'node:fs/promises';
import { describe, expect, test } from 'vitest';
import { isUnderWay, patientStanding, standingOf, survivor } from '../../../shared/core/settlement.ts';
import type { CopyStanding, Keep, OriginStanding, Verdict } from '../../../shared/core/settlement.ts';
import { at } from '../../support/world.ts';

/*
 * Rows: what the origin was just read as. Columns: what its copy was. A word before the code is what is done:
 * `cancel origin`, `cancel copy`, `wait`; no word: settled. A star: the item's outcome becomes `superseded`.
 */
const columns: readonly CopyStanding[] = ['none', 'unbegun', 'live', 'ending', 'completed', 'ended', 'gone'];
const tables: Readonly<Record<Keep, string>> = {
  copies: `
    completed  | OriginCompleted* | cancel copy OriginCompleted | cancel copy OriginCompleted | wait OriginCompleted | BothCompleted               | OriginCompleted* | OriginCompleted*
    live       | OriginKept       | cancel copy CopyNeverBegan  | cancel origin CopyLives     | wait CopyEnding      | cancel origin CopyCompleted | OriginKept       | OriginKept
    finalizing | OriginKept       | cancel copy CopyNeverBegan  | wait OriginFinalizing       | wait CopyEnding      | wait OriginFinalizing       | OriginKept       | OriginKept
    stuck      | OriginKept       | cancel copy CopyNeverBegan  | cancel origin OriginStuck   | wait CopyEnding      | cancel origin OriginStuck   | OriginKept       | OriginKept
    ending     | OriginKept       | wait OriginEnding           | wait OriginEnding           | wait OriginEnding    | wait OriginEnding           | wait OriginEnding | wait OriginEnding
    ended      | OriginEnded      | OriginEnded                 | OriginEnded                 | OriginEnded          | OriginEnded                 | OriginEnded      | OriginEnded
    gone       | OriginGone       | OriginGone                  | OriginGone                  | OriginGone           | OriginGone                  | OriginGone       | OriginGone`,
  origins: `
    completed  | OriginCompleted* | cancel copy OriginCompleted | cancel copy OriginCompleted | wait OriginCompleted | BothCompleted     | OriginCompleted* | OriginCompleted*
    live       | OriginKept       | cancel copy OriginKept      | cancel copy OriginKept      | wait CopyEnding      | CopyCompleted     | OriginKept*      | OriginKept*
    finalizing | OriginKept       | cancel copy OriginKept      | cancel copy OriginKept      | wait CopyEnding      | CopyCompleted     | OriginKept*      | OriginKept*
    stuck      | OriginKept       | cancel copy OriginKept      | cancel copy OriginKept      | wait CopyEnding      | CopyCompleted     | OriginKept*      | OriginKept*
    ending     | OriginKept       | wait OriginEnding           | wait OriginEnding           | wait OriginEnding    | wait OriginEnding | wait OriginEnding | wait OriginEnding
    ended      | OriginEnded      | OriginEnded                 | OriginEnded                 | OriginEnded          | OriginEnded       | OriginEnded      | OriginEnded
    gone       | OriginGone       | OriginGone                  | OriginGone                  | OriginGone           | OriginGone        | OriginGone       | OriginGone`,
};

const words = (verdict: Verdict): string => {
  switch (verdict.do) {
    case 'settle':
      return `${verdict.code}${verdict.superseded ? '*' : ''}`;
    case 'cancel':
      return `cancel ${verdict.which} ${verdict.code}`;
    case 'wait':
      return `wait ${verdict.code}`;
  }
};

const cells = (['copies', 'origins'] as const).flatMap((keep) =>
  tables[keep]
    .trim()
    .split('\n')
    .flatMap((line) => {
      const [origin = '', ...said] = line.split('|').map((cell) => cell.trim());
      return columns.map((copy, index) => ({ keep, origin: origin as OriginStanding, copy, says: said[index] ?? '' }));
    }),
);

describe('who survives', () => {
  test.each(cells)('of an origin that is $origin and a copy that is $copy, keeping $keep: $says', (cell) => {
    expect(words(survivor(cell.origin, cell.copy, cell.keep))).toBe(cell.says);
  });

  test('is told to operators in the same words', async () => {
    const text = await readFile(new URL('../../../docs/operations.md', import.meta.url), 'utf8');
    const rows = text
      .split('\n')
      .map((line) => line.split('|').map((cell) => cell.trim()))
      .filter(([, origin]) => cells.some((cell) => cell.origin === origin));
    const told = rows.map(([, origin, ...said]) => [origin, ...said.slice(0, 6)]);
    // What has ended and what is gone share a column there.
    const wanted = (['copies', 'origins'] as const).flatMap((keep) =>
      [...new Set(cells.map(({ origin }) => origin))].map((origin) => [
        origin,
        ...cells
          .filter((cell) => cell.keep === keep && cell.origin === origin && cell.copy !== 'gone')
          .map(({ says }) => says),
      ]),
    );
    expect(told).toEqual(wanted);
    for (const { keep, origin, says } of cells.filter(({ copy }) => copy === 'gone'))
      expect(cells.find((cell) => cell.keep === keep && cell.origin === origin && cell.copy === 'ended')?.says).toBe(
        says,
      );
  });

  test('is said of every cell', () => {
    expect(cells.length).toBe(2 * 7 * 7);
  });

  test.each(cells.filter(({ copy }) => copy === 'live'))(
    'a copy that is finalizing is one that lives (origin $origin, keeping $keep)',
    ({ origin, says, keep }) => {
      expect(words(survivor(origin, 'finalizing', keep))).toBe(says);
    },
  );

  const standings = ['completed', 'live', 'finalizing', 'ending', 'ended', 'gone'] as const;
  const alive = new Set<string>(['unbegun', 'live', 'finalizing', 'stuck', 'ending']);
  const pairs = (['copies', 'origins'] as const).flatMap((keep) =>
    [...standings, 'stuck' as const].flatMap((origin) =>
      [...standings, 'none' as const, 'unbegun' as const].map((copy) => ({ keep, origin, copy })),
    ),
  );

  test('never settles while both live, and never cancels the only one that does', () => {
    for (const { keep, origin, copy } of pairs) {
      const verdict = survivor(origin, copy, keep);
      const what = `${origin} / ${copy} / ${keep}: ${words(verdict)}`;
      if (alive.has(origin) && alive.has(copy)) expect(verdict.do, what).not.toBe('settle');
      if (verdict.do !== 'cancel') continue;
      const other = verdict.which === 'origin' ? copy : origin;
      expect(['completed', 'live', 'finalizing', 'stuck'], what).toContain(other);
    }
  });

  test('ends no origin for a copy that never began', () => {
    for (const { keep, origin, copy } of pairs) {
      const verdict = survivor(origin, copy, keep);
      if (copy === 'unbegun' && verdict.do === 'cancel') expect(verdict.which, `${origin} / ${keep}`).toBe('copy');
    }
  });

  test('asks nobody to end who is ending already or has ended', () => {
    for (const { keep, origin, copy } of pairs) {
      const verdict = survivor(origin, copy, keep);
      if (verdict.do !== 'cancel') continue;
      expect(['unbegun', 'live', 'finalizing', 'stuck']).toContain(verdict.which === 'origin' ? origin : copy);
    }
  });
});

describe('a status', () => {
  test.each([
    ['Completed', 'completed'],
    ['Failed', 'ended'],
    ['Canceled', 'ended'],
    ['Finalizing', 'finalizing'],
    ['CancelRequested', 'ending'],
    ['Running', 'live'],
    ['NotStarted', 'live'],
    ['Paused', 'live'],
    ['NotResponding', 'live'],
    ['SomethingNew', 'live'],
  ])('%s is of a job that is %s', (status, standing) => {
    expect(standingOf(status)).toBe(standing);
  });
});

describe('an origin that is finalizing', () => {
  const waiting = {
    kind: 'waiting',
    reason: { code: 'OriginFinalizing', message: '' },
    since: at('09:00:00'),
  } as const;

  test('is waited for, for an hour', () => {
    expect(patientStanding('finalizing', undefined, at('09:30:00'))).toBe('finalizing');
    expect(patientStanding('finalizing', waiting, at('09:59:59'))).toBe('finalizing');
    expect(patientStanding('finalizing', waiting, at('10:00:00'))).toBe('stuck');
    const asked = {
      ...waiting,
      kind: 'cancelling',
      which: 'origin',
      reason: { code: 'OriginStuck', message: '' },
    } as const;
    expect(patientStanding('finalizing', asked, at('10:00:01'))).toBe('stuck');
  });

  test('is not taken for another because something else was waited for', () => {
    const other = { ...waiting, reason: { code: 'CopyEnding', message: '' } };
    expect(patientStanding('finalizing', other, at('12:00:00'))).toBe('finalizing');
    expect(patientStanding('ended', waiting, at('12:00:00'))).toBe('ended');
  });
});

describe('an end that is waited for', () => {
  const asked = (which: 'origin' | 'copy') =>
    ({ kind: 'cancelling', which, reason: { code: 'CopyLives', message: '' }, since: at('09:00:00') }) as const;

  test('is the one that was asked for, so the intent stands', () => {
    expect(isUnderWay(asked('origin'), 'OriginEnding')).toBe(true);
    expect(isUnderWay(asked('copy'), 'CopyEnding')).toBe(true);
    expect(isUnderWay(asked('copy'), 'OriginCompleted')).toBe(true);
  });

  test('is another one, so the intent does not stand', () => {
    expect(isUnderWay(asked('origin'), 'CopyEnding')).toBe(false);
    expect(isUnderWay(asked('copy'), 'OriginEnding')).toBe(false);
    expect(isUnderWay(asked('origin'), 'OriginFinalizing')).toBe(false);
    expect(isUnderWay(undefined, 'OriginEnding')).toBe(false);
  });
});
