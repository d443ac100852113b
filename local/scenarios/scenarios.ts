import { crash } from './stories/crash.ts';
import { fidelity } from './stories/fidelity.ts';
import { flap } from './stories/flap.ts';
import { manual } from './stories/manual.ts';
import { queue } from './stories/queue.ts';
import { regionDown } from './stories/region-down.ts';
import { throttled } from './stories/throttled.ts';
import type { Scenario } from './story.ts';

export const scenarios: readonly Scenario[] = [regionDown, manual, queue, crash, fidelity, flap, throttled];
