import type { Reason } from '../reason.ts';

/** The kinds of job that are understood well enough to be submitted again: all of the pinned api-version. */
const resubmittable: ReadonlySet<string> = new Set(['Command', 'Pipeline', 'Sweep', 'AutoML', 'Spark']);

const preview = 'It exists in preview versions of the service only';
const advice: Readonly<Record<string, string>> = {
  Base: 'It was submitted by SDK v1, which leaves no definition behind: run its script again against the other workspace, or move it to SDK or CLI v2.',
  FineTuning: `${preview}: start the fine-tuning again by hand from its own source, where its base model is offered in the other region.`,
  Distillation: `${preview}: start the distillation again by hand from its own source, where its models are offered in the other region.`,
  Labeling: `${preview}, and its labels live in its workspace: export them as a data asset, and create a new labeling project from it.`,
};

/** Why jobs of this kind stay where they are, or undefined when they can be resubmitted. */
export function notResubmittable(jobType: string | undefined): Reason<`NotResubmittable(${string})`> | undefined {
  const kind = jobType ?? 'unknown';
  if (resubmittable.has(kind)) return undefined;
  const what = Object.hasOwn(advice, kind) ? advice[kind] : 'Submit the job again by hand, from its own source.';
  return {
    code: `NotResubmittable(${kind})`,
    message: `Jobs of the kind ${kind} cannot be resubmitted automatically. ${what}`,
    path: '/jobType',
  };
}
