import type { ArmTrouble, Workspaces } from '../../shared/ports.ts';
import type { World } from './world.ts';

export const http503: ArmTrouble = { kind: 'unreachable', reason: { code: 'Http503', message: 'ARM answered 503' } };

export type Call = {
  readonly operation: 'getJob' | 'putJob' | 'cancelJob' | 'probe';
  /** The workspace that is asked. */
  readonly side: 'primary' | 'secondary';
  /** The job that it is asked about; empty for a probe. */
  readonly name: string;
};
/** What ARM answers a call with; undefined when it answers as it would. `absent` is its word for a job that is not there. */
export type Answers = (call: Call) => ArmTrouble | 'absent' | undefined;

/** Lets ARM answer single calls of the app as a test wants it to: a fault of the simulator hits all jobs of a region. */
export function answersWith(world: World, answers: Answers): void {
  const { workspaces, config } = world.deps;
  const sideOf = (id: string): Call['side'] => (config.pairs[0].workspaces.primary.id === id ? 'primary' : 'secondary');
  const trouble = (
    operation: Call['operation'],
    id: string,
    name = '',
  ): ArmTrouble | { kind: 'absent' } | undefined => {
    const answer = answers({ operation, side: sideOf(id), name });
    return answer === 'absent' ? { kind: 'absent' } : answer;
  };
  const wrapped: Workspaces = {
    ...workspaces,
    getJob: async (target, name) => trouble('getJob', target.id, name) ?? workspaces.getJob(target, name),
    cancelJob: async (target, name) => trouble('cancelJob', target.id, name) ?? workspaces.cancelJob(target, name),
    async putJob(target, name, properties) {
      const answer = trouble('putJob', target.id, name);
      if (answer?.kind === 'absent') throw new Error('ARM does not answer a PUT with 404');
      return answer ?? workspaces.putJob(target, name, properties);
    },
    async probe(target) {
      const answer = trouble('probe', target.id);
      if (answer?.kind === 'absent') throw new Error('a probe is alive or in trouble');
      return answer ?? workspaces.probe(target);
    },
  };
  Object.assign(world.deps, { workspaces: wrapped });
}
