import { serviceError } from '../answer.ts';
import type { Answer } from '../answer.ts';

/** Cancelling a pipeline that has ended. A command that has ended answers 200 instead. */
export function pipelineTerminal(name: string, where: { region: string; now: number }): Answer {
  const message = `The pipeline run ${name} is in terminal status, it can't be canceled.`;
  return serviceError(400, 'UserError', message, where, [
    'BadArgument',
    'ArgumentInvalid',
    'CancelPipelineRunInTerminalStatus',
  ]);
}
