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
const faultAt = lines.findIndex(({ kind, name }) => kind === 'mark' && name === 'fault-begins');
if (expectation === undefined || faultAt < 0) throw new Error('the books tell of no expectation or of no fault');
const source = lower(expectation.source);

// What the source's root jobs were at the moment before the fault: the last line about each of them.
const lastOf = new Map();
for (const line of lines.slice(0, faultAt)) {
  if (line.kind === 'job' && line.root && lower(line.workspace) === source) lastOf.set(idOf(line), line);
}
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
const lost = inFlight.filter((id) => !replaced.has(id) && !excused.has(id));

// One copy for each origin, and one for each request of the queue.
const wishes = copies.map(({ properties }) => properties['failover.requestId'] ?? lower(properties['failover.origin']));
const duplicated = [...new Set(wishes.filter((wish, index) => wishes.indexOf(wish) !== index))];

const counts = { inFlight: inFlight.length, lost: lost.length, duplicated: duplicated.length };
process.stdout.write(`${JSON.stringify({ ...counts, jobs: { lost, duplicated } })}\n`);
