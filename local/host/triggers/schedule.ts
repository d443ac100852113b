import { Cron } from 'croner';

/**
 * The next time of an NCRONTAB expression after `at`, in UTC as on Azure; six fields, or five without seconds.
 * @param at milliseconds since 1970.
 * @throws TypeError when the expression is none.
 */
export function nextOccurrence(expression: string, at: number): number {
  const fields = expression.trim().split(/\s+/);
  const six = fields.length === 5 ? ['0', ...fields] : fields;
  // NCRONTAB wants both day fields to match where cron is content with one.
  const cron = new Cron(six.join(' '), { domAndDow: true, timezone: 'UTC', paused: true });
  const next = cron.nextRun(new Date(at));
  if (next === null) throw new TypeError(`The schedule '${expression}' never comes.`);
  return next.getTime();
}
