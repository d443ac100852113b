/**
 * Why something is as it is: a code that never changes and a sentence for people. The code appears unchanged in log,
 * ledger, API and dashboard.
 */
export type Reason<Code extends string = string> = {
  readonly code: Code;
  readonly message: string;
  /** Where in the job's spec, as a JSON pointer (RFC 6901) below `properties`. */
  readonly path?: string;
};

type Reasons = readonly [Reason, ...Reason[]];

/** Nobody mends more at a time, and a row of a table holds no more than 1 MiB, two bytes a character. */
const mostReasons = 200;
const mostText = 200_000;
/** No sentence for people is longer. */
const longest = 2_000;
const more = 'MoreReasons';

/** The reasons that are told, and how many more there are: a pipeline of hundreds of nodes has thousands. */
export function capped(reasons: Reasons): Reasons {
  if (reasons.at(-1)?.code === more) return reasons;
  const [first, ...others] = reasons;
  const told: [Reason, ...Reason[]] = [cut(first)];
  let text = lengthOf(told[0]);
  for (const reason of others.slice(0, mostReasons - 1).map(cut)) {
    text += lengthOf(reason);
    if (text > mostText) break;
    told.push(reason);
  }
  const left = reasons.slice(told.length);
  if (left.length === 0) return told;
  const codes = [...new Set(left.map(({ code }) => code))].slice(0, 20).join(', ');
  return [...told, { code: more, message: `${left.length} more: ${codes}; mend these, then look again` }];
}

function cut({ code, message, path }: Reason): Reason {
  return {
    code,
    message: message.length <= longest ? message : `${message.slice(0, longest)}…`,
    // Half a pointer would point at something else.
    ...(path === undefined || path.length > longest ? {} : { path }),
  };
}

function lengthOf(reason: Reason): number {
  return JSON.stringify(reason).length;
}
