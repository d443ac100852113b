import type { MirrorWork, SpecWork } from '../../shared/ports.ts';
import { parseJobKey, parsePairName } from '../../shared/core/ids.ts';
import { stringAt } from '../../shared/core/json.ts';
import type { Deps } from '../../shared/work/deps.ts';
import { mirrorJob } from '../../shared/work/mirror-job.ts';
import { recordEvent } from '../../shared/work/record-event.ts';
import { recordSpec } from '../../shared/work/record-spec.ts';
import { handleResubmission } from '../../shared/work/resubmission-request.ts';

export function onJobEvent(deps: Deps, event: unknown): Promise<void> {
  return recordEvent(deps, event);
}

/** @throws Error for a message that is not ours: the host moves it to the poison queue in the end. */
export async function specWork(deps: Deps, message: unknown): Promise<void> {
  await recordSpec(deps, parseSpecWork(message));
}

function parseSpecWork(message: unknown): SpecWork {
  const pair = parsePairName(stringAt(message, 'pair') ?? '');
  const job = parseJobKey(stringAt(message, 'job') ?? '');
  const name = stringAt(message, 'name');
  if (pair === undefined || job === undefined || name === undefined) {
    throw new Error(`a message of spec-work needs pair, job and name, and is ${JSON.stringify(message).slice(0, 500)}`);
  }
  return { pair, job: job.key, name };
}

/** @throws Error for a message that is not ours: the host moves it to the poison queue in the end. */
export async function mirrorWork(deps: Deps, message: unknown): Promise<void> {
  await mirrorJob(deps, parseMirrorWork(message));
}

function parseMirrorWork(message: unknown): MirrorWork {
  const pair = parsePairName(stringAt(message, 'pair') ?? '');
  const job = parseJobKey(stringAt(message, 'job') ?? '');
  if (pair === undefined || job === undefined)
    throw new Error(`a message of mirror-work needs pair and job, and is ${JSON.stringify(message).slice(0, 500)}`);
  return { pair, job: job.key };
}

/** What can never be handled goes to the poison queue at once: repeating it five times would change nothing. */
export async function jobResubmissions(deps: Deps, message: unknown, sender: string): Promise<void> {
  // The host parses what looks like JSON; the request is hashed over its content, so its text need not be the first one.
  const text = typeof message === 'string' ? message : JSON.stringify(message);
  const result = await handleResubmission(deps, text, sender);
  if (result.kind === 'poison') await deps.queues.poisonResubmission(text);
}
