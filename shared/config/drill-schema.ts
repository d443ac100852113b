import { z } from 'zod';
import { weekdays } from '../core/drill/windows.ts';
import { isNcrontab } from './ncrontab.ts';
import { duration, list, name, section, text, whole } from './schema-parts.ts';

/* The section `drill` of `failover.yaml`. */

const clock = text('a time of the day in UTC, such as 08:00', /^([01]\d|2[0-3]):[0-5]\d$/);
const day = z.enum(weekdays, { error: weekdays.join(', ') });
const window = section({ from: clock, to: clock, days: list(day, weekdays.join(', ')).exactOptional() }).refine(
  ({ from, to }) => from !== to,
  { error: 'a window that does not begin where it ends' },
);

const when = "six fields of NCRONTAB (second minute hour day month weekday), such as '0 0 6 * * 1'";
const command = text('the command that a canary runs, such as echo drill', /\S/);
const environment = text(
  'an environment that both workspaces have: azureml://registries/<registry>/environments/<name>/versions/<version>, or azureml:<name>:<version>',
  /^azureml:/,
);

export const drillSection = section({
  schedule: z.string({ error: when }).refine(isNcrontab, { error: when }).meta({ description: when }).exactOptional(),
  blockedWindows: list(window, 'windows: {from: 08:00, to: 18:00, days: [mon, tue]}').default([]),
  canary: section({
    command,
    environment,
    computes: list(name, 'names of computes in the standby, or serverless').min(1).exactOptional(),
    instanceType: name.exactOptional(),
  }).exactOptional(),
  maxCanaries: whole(1, 20).default(3),
  maxMinutes: whole(1, 240).default(10),
  giveUpAfter: duration('1s', '1d').prefault('1h'),
});
