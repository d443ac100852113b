// Recomputes from a books file alone how many jobs were lost and how many were submitted twice, and knows nothing of
// the project: node test/support/checker.mjs BOOKS
import { readFileSync } from 'node:fs';

const lines = readFileSync(process.argv[2], 'utf8')
  .split('\n')
  .filter((text) => text !== '')
  .map((text) => JSON.parse(text));

const lower = (text) => String(text).toLowerCase();
const idOf = ({ workspace, job }) => lower(`${workspace}/jobs/${job}`);

const expectation = lines.find(({ kind, name }) => kind === 'mark' && name === 'expectation');
const beginnings = ['fault-begins', 'story-begins'];
const faultAt = lines.findIndex(({ kind, name }) => kind === 'mark' && beginnings.includes(name));
if (expectation === undefined || faultAt < 0) throw new Error('the books tell of no expectation or of no beginning');
const source = lower(expectation.source);

// What the source's root jobs were at the moment before the fault, and in the end: the last line about each of them.
const lastLines = (some) =>
  new Map(
    some
      .filter(({ kind, root, workspace }) => kind === 'job' && root && lower(workspace) === source)
      .map((line) => [idOf(line), line]),
  );
const [lastOf, endOf] = [lastLines(lines.slice(0, faultAt)), lastLines(lines)];
const hasEnded = ({ status }) => ['completed', 'failed', 'canceled'].includes(lower(status));
const isVictim = ({ status, cause }) => ['failed', 'canceled'].includes(lower(status)) && cause === 'outage';
const inFlight = [...lastOf].filter(([, line]) => !hasEnded(line) || isVictim(line)).map(([id]) => id);

// Every creation of a job that says which one it replaces.
const copies = lines.filter(
  ({ kind, root, previous, properties }) =>
    kind === 'job' && root && previous === null && properties['failover.origin'] !== undefined,
);
const byRun = copies.filter(({ properties }) => properties['failover.requestId'] === undefined);
const inTarget = byRun.filter(({ workspace }) => lower(workspace) !== source);
const replaced = new Set(inTarget.map(({ properties }) => lower(properties['failover.origin'])));
const excused = new Set(expectation.blocked.map(({ job }) => idOf({ workspace: source, job })));
// Where jobs are to be moved, one without a copy is lost; where none is, one that somebody cancelled.
const isCanceled = (id) => lower(endOf.get(id).status) === 'canceled' && !isVictim(lastOf.get(id));
const isGone = (id) => (expectation.moves ? !excused.has(id) : isCanceled(id));
const lost = inFlight.filter((id) => !replaced.has(id) && isGone(id));

// Who copied: a run that nobody expects shows here, whatever the app says.
const runs = [...new Set(byRun.map(({ properties }) => properties['failover.run']))];

// One copy for each origin, and one for each request of the queue.
const wishes = copies.map(({ properties }) => properties['failover.requestId'] ?? lower(properties['failover.origin']));
const duplicated = [...new Set(wishes.filter((wish, index) => wishes.indexOf(wish) !== index))];

const counts = { inFlight: inFlight.length, lost: lost.length, duplicated: duplicated.length, runs };
process.stdout.write(`${JSON.stringify({ ...counts, jobs: { lost, duplicated } })}\n`);
