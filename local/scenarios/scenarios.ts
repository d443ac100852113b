import { approval, rejected } from './stories/approval.ts';
import { blind } from './stories/blind.ts';
import { coolDown } from './stories/cool-down.ts';
import { crash } from './stories/crash.ts';
import { doubleAlert } from './stories/double-alert.ts';
import { drill } from './stories/drill.ts';
import { failback } from './stories/failback.ts';
import { fidelity } from './stories/fidelity.ts';
import { flap } from './stories/flap.ts';
import { grey, silence } from './stories/grey.ts';
import { manual } from './stories/manual.ts';
import { maintenance, userStopped } from './stories/never-counts.ts';
import { partial } from './stories/partial.ts';
import { evacuate, planned } from './stories/planned.ts';
import { queue } from './stories/queue.ts';
import { regionDown } from './stories/region-down.ts';
import { returningPrimary } from './stories/returning-primary.ts';
import { secondView } from './stories/second-view.ts';
import { standbyDown } from './stories/standby-down.ts';
import { throttled } from './stories/throttled.ts';
import { undo } from './stories/undo.ts';
import type { Scenario } from './story.ts';

/** In the order in which they are listed: the work itself, coming home, when to act, when to ask, and when to let be. */
export const scenarios: readonly Scenario[] = [
  ...[regionDown, manual, queue, crash, fidelity],
  ...[planned, evacuate],
  ...[returningPrimary, failback, undo],
  ...[secondView, approval, doubleAlert, coolDown],
  ...[drill],
  ...[rejected, grey, silence, partial],
  ...[flap, blind, throttled, maintenance, userStopped, standbyDown],
];
