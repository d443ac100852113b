import type { ActivityName } from '../names.ts';
import type { Deps, RunTicket } from '../../shared/work/deps.ts';
import type { RunStep } from '../../shared/core/run-step.ts';
import type { Slice } from '../../shared/core/slices.ts';
import { nextStep } from '../../shared/work/run/next-step.ts';
import { announceSwitch, switchActive } from '../../shared/work/run/switch-active.ts';
import { dropRest } from '../../shared/work/run/drop-rest.ts';
import { tendCanaries } from '../../shared/work/drill/canaries.ts';
import { judgeSlice } from '../../shared/work/run/judge-slice.ts';
import { joinEpoch } from '../../shared/work/run/join-epoch.ts';
import { planRun, sweepLate } from '../../shared/work/run/plan-run.ts';
import { releaseSlice } from '../../shared/work/run/release-slice.ts';
import { resubmitSlice } from '../../shared/work/run/resubmit-slice.ts';
import type { SliceResult } from '../../shared/work/run/slice.ts';
import { verifySlice } from '../../shared/work/run/verify-slice.ts';
import { finishRun } from '../../shared/work/run/finish-run.ts';

export type SliceInput = RunTicket & { readonly slice: Slice };

/** What each activity takes and gives. The orchestrations know these types and nothing else of the activities. */
export type Activities = {
  'nextStep-v1': { input: RunTicket; result: RunStep };
  'switchActive-v1': { input: RunTicket; result: 'switched' | 'fenced' };
  'joinEpoch-v1': { input: RunTicket; result: 'joined' | 'fenced' };
  'announceSwitch-v1': { input: RunTicket; result: 'announced' | 'fenced' };
  'planRun-v1': { input: RunTicket; result: { added: number } | 'fenced' };
  'sweepLate-v1': { input: RunTicket; result: { added: number } | 'fenced' };
  'releaseSlice-v1': { input: SliceInput; result: SliceResult };
  'resubmitSlice-v1': { input: SliceInput; result: SliceResult };
  'dropRest-v1': { input: RunTicket; result: 'dropped' | 'fenced' };
  'verifySlice-v1': { input: SliceInput; result: SliceResult };
  'judgeSlice-v1': { input: SliceInput; result: SliceResult };
  'tendCanaries-v1': { input: RunTicket; result: 'tended' | 'fenced' };
  'finishRun-v1': { input: RunTicket; result: 'finished' | 'fenced' };
};

/** Storage that did not answer is an outcome like any other: the orchestration waits and looks again. */
export type Answer<Result> =
  | { readonly ok: true; readonly result: Result }
  | { readonly ok: false; readonly message: string };

export type ActivityHandlers = {
  readonly [Name in ActivityName]: (input: Activities[Name]['input']) => Promise<Answer<Activities[Name]['result']>>;
};

/** The activities over the given ports. None of them throws: a thrown error would end a run that can still be finished. */
export function createActivities(deps: Deps): ActivityHandlers {
  function answering<Input, Result>(name: ActivityName, work: (input: Input) => Promise<Result>) {
    return async (input: Input): Promise<Answer<Result>> => {
      try {
        return { ok: true, result: await work(input) };
      } catch (error) {
        const message = error instanceof Error ? error.message : String(error);
        deps.log.error('activity.trouble', { activity: name, message });
        return { ok: false, message };
      }
    };
  }

  return {
    'nextStep-v1': answering('nextStep-v1', (ticket) => nextStep(deps, ticket)),
    'switchActive-v1': answering('switchActive-v1', (ticket) => switchActive(deps, ticket)),
    'joinEpoch-v1': answering('joinEpoch-v1', (ticket) => joinEpoch(deps, ticket)),
    'announceSwitch-v1': answering('announceSwitch-v1', (ticket) => announceSwitch(deps, ticket)),
    'planRun-v1': answering('planRun-v1', (ticket) => planRun(deps, ticket)),
    'sweepLate-v1': answering('sweepLate-v1', (ticket) => sweepLate(deps, ticket)),
    'releaseSlice-v1': answering('releaseSlice-v1', ({ slice, ...ticket }) => releaseSlice(deps, ticket, slice)),
    'resubmitSlice-v1': answering('resubmitSlice-v1', ({ slice, ...ticket }) => resubmitSlice(deps, ticket, slice)),
    'dropRest-v1': answering('dropRest-v1', (ticket) => dropRest(deps, ticket)),
    'verifySlice-v1': answering('verifySlice-v1', ({ slice, ...ticket }) => verifySlice(deps, ticket, slice)),
    'judgeSlice-v1': answering('judgeSlice-v1', ({ slice, ...ticket }) => judgeSlice(deps, ticket, slice)),
    'tendCanaries-v1': answering('tendCanaries-v1', (ticket) => tendCanaries(deps, ticket)),
    'finishRun-v1': answering('finishRun-v1', (ticket) => finishRun(deps, ticket)),
  };
}
