import type { DurableClient } from 'durable-functions';
import { OrchestrationRuntimeStatus } from 'durable-functions';
import { runInstanceId } from '../core/ids.ts';
import type { Orchestrations } from '../ports.ts';

/** Runs as instances of the orchestrator `name`; an instance's id is the run and its fence. */
export function createDurableOrchestrations(client: DurableClient, name: string): Orchestrations {
  return {
    async start(pair, run, fence) {
      const instanceId = runInstanceId(run, fence);
      try {
        await client.startNew(name, { instanceId, input: { pair, run, fence } });
      } catch (error) {
        // Two of us started the same claim: that one instance is there is all we wanted.
        if ((await this.status(run, fence)) === 'absent') throw error;
      }
    },

    async status(run, fence) {
      try {
        const status = await client.getStatus(runInstanceId(run, fence));
        return runtimeStatuses[status.runtimeStatus] ?? 'running';
      } catch (error) {
        // The client has no type for it: 404 of the management API.
        if (error instanceof Error && /HTTP 404/.test(error.message)) return 'absent';
        throw error;
      }
    },
  };
}

const runtimeStatuses: Partial<Record<OrchestrationRuntimeStatus, 'completed' | 'failed' | 'terminated'>> = {
  [OrchestrationRuntimeStatus.Completed]: 'completed',
  [OrchestrationRuntimeStatus.Failed]: 'failed',
  [OrchestrationRuntimeStatus.Terminated]: 'terminated',
  [OrchestrationRuntimeStatus.Canceled]: 'terminated',
};
