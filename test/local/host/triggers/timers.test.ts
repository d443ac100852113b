import { describe, expect, test } from 'vitest';
import { nextOccurrence } from '../../../../local/host/triggers/schedule.ts';
import { eventually, T0, testHost } from '../support/hosts.ts';
import { nothingSeen, registerTimers } from '../support/app/triggers.ts';

describe('NCRONTAB', () => {
  test.each([
    ['0 */5 * * * *', '2026-01-01T00:05:00Z'],
    ['30 * * * * *', '2026-01-01T00:00:30Z'],
    ['*/15 * * * *', '2026-01-01T00:15:00Z'],
    ['0 30 9 * * 1-5', '2026-01-01T09:30:00Z'],
    ['0 0 0 * * 0', '2026-01-04T00:00:00Z'],
    // Both day fields must match: the first Friday the 13th of 2026.
    ['0 0 0 13 * 5', '2026-02-13T00:00:00Z'],
    ['0 0 0 1 Jan,Jul *', '2026-07-01T00:00:00Z'],
  ])('%s comes next at %s', (expression, expected) => {
    expect(new Date(nextOccurrence(expression, T0)).toISOString()).toBe(new Date(expected).toISOString());
  });

  test('what is no expression is refused', () => {
    expect(() => nextOccurrence('every day', T0)).toThrow();
  });
});

describe('timer functions', () => {
  test('run when virtual time reaches their schedule', async () => {
    const seen = nothingSeen();
    await using host = await testHost({}, () => registerTimers(seen));
    expect(host.nextDue()).toBe(T0 + 300_000);
    host.clock.now += 299_999;
    await host.tick();
    expect(seen.timer).toHaveLength(0);
    host.clock.now += 1;
    await host.tick();
    expect(seen.timer).toEqual([{ isPastDue: false, last: '0001-01-01T00:00:00+00:00' }]);
    expect(host.nextDue()).toBe(T0 + 600_000);
  });

  test('run by hand through the admin endpoint, one at a time', async () => {
    const seen = nothingSeen();
    const { promise: held, resolve: release } = Promise.withResolvers<void>();
    await using host = await testHost({}, () => registerTimers(seen, async () => await held));
    const trigger = async (name: string): Promise<number> =>
      (await fetch(`${host.url}/admin/functions/${name}`, { method: 'POST', body: '{"input":""}' })).status;
    expect(await trigger('everyFive')).toBe(202);
    expect(await trigger('EVERYFIVE')).toBe(202);
    expect(await trigger('nothing')).toBe(404);
    await eventually(
      () => seen.timer.length,
      (count) => count > 0,
    );
    expect(seen.timer).toHaveLength(1);
    release();
  });

  test('make up at start for what was missed while no host ran', async ({ onTestFinished }) => {
    const { mkdtempSync, rmSync } = await import('node:fs');
    const folder = mkdtempSync('/tmp/host-timers-');
    onTestFinished(() => rmSync(folder, { recursive: true }));
    const dataFile = `${folder}/history.sqlite`;
    const seen = nothingSeen();
    const first = await testHost({ dataFile }, () => registerTimers(seen));
    await first.stop();
    await using second = await testHost({ dataFile, now: () => T0 + 3_600_000 }, () => registerTimers(seen));
    await second.tick();
    expect(seen.timer).toMatchObject([{ isPastDue: true }]);
  });

  test('stay away when an app setting disables them', async () => {
    process.env['AzureWebJobs.everyFive.Disabled'] = 'true';
    try {
      await using host = await testHost({}, () => registerTimers(nothingSeen()));
      expect(host.nextDue()).toBeUndefined();
      expect(host.registrations().map(({ name }) => name)).not.toContain('everyFive');
    } finally {
      delete process.env['AzureWebJobs.everyFive.Disabled'];
    }
  });
});
