/** What a string of a spec is, by the place where it stands. */
export type Role =
  | 'reference'
  /** The path of an output. */
  | 'output'
  | 'compute'
  | 'defaultDatastore'
  | 'instanceType'
  /** The kind of identity that the job, or a node of it, runs as. */
  | 'identity'
  /** What tells a managed identity from others. */
  | 'identityId'
  /** How a job is spread over nodes. */
  | 'distribution'
  /** Free text that is executed or read by the job's own code: command, arguments, literal inputs. */
  | 'text'
  /** Text that only describes: tags and properties. */
  | 'note'
  /** The value of an environment variable. */
  | 'variable';

/**
 * How a value is walked. Strings get `role` (none: left alone). An object's properties follow `fields`, else `rest`;
 * with `entries` all of them do, because their names are the user's: a node may be called `tags`.
 */
export type Rule = {
  readonly role?: Role;
  readonly fields?: ReadonlyMap<string, Rule>;
  readonly rest?: () => Rule;
  readonly entries?: () => Rule;
};

const untouched: Rule = {};
const text: Rule = { role: 'text' };
const note: Rule = { role: 'note' };
const anything = (): Rule => node;

const input: Rule = {
  role: 'text',
  fields: new Map([
    ['value', text],
    ['default', text],
    ['description', untouched],
  ]),
  rest: anything,
};

const output: Rule = {
  role: 'output',
  fields: new Map<string, Rule>([
    ['uri', { role: 'output' }],
    ['path', { role: 'output' }],
    ['value', untouched],
    ['description', untouched],
    ['assetname', untouched],
  ]),
  rest: anything,
};

const instanceType: Rule = { role: 'instanceType' };
const resources: Rule = {
  role: 'reference',
  fields: new Map<string, Rule>([
    ['instancetype', instanceType],
    ['properties', note],
  ]),
  rest: anything,
};

const identityId: Rule = { role: 'identityId' };
const identity: Rule = {
  fields: new Map<string, Rule>([
    ['identitytype', { role: 'identity' }],
    ['type', { role: 'identity' }],
    ['clientid', identityId],
    ['objectid', identityId],
    ['resourceid', identityId],
    ['principalid', identityId],
    ['msiresourceid', identityId],
  ]),
};

const distribution: Rule = {
  fields: new Map<string, Rule>([
    ['distributiontype', { role: 'distribution' }],
    ['type', { role: 'distribution' }],
  ]),
};

/** What a `parallel_for` runs over: JSON as text, or a list or map of sets of inputs. */
const items: Rule = { role: 'text', entries: () => input };

/**
 * One rule for the job, for the nodes of a pipeline, for component specs and for all that is nested in them. Keys are
 * compared without underscores and letter case: the service uses camelCase in typed parts and snake_case inside a
 * pipeline's `jobs`. Whatever is not named here is looked through for references, since `jobs` and `settings` are
 * untyped.
 */
const node: Rule = {
  role: 'reference',
  rest: anything,
  fields: new Map<string, Rule>([
    ['jobs', { role: 'reference', entries: anything }],
    ['inputs', { entries: () => input }],
    ['outputs', { entries: () => output }],
    // Of an `import` node, and of old api-versions.
    ['output', output],
    ['resources', resources],
    ['instancetype', instanceType],
    ['identity', identity],
    ['distribution', distribution],
    ['environmentvariables', { role: 'variable' }],
    ['command', text],
    ['args', text],
    ['arguments', text],
    ['programarguments', text],
    ['conf', text],
    ['query', text],
    ['condition', text],
    ['items', items],
    ['computeid', { role: 'compute' }],
    ['compute', { role: 'compute', rest: anything }],
    ['defaultcompute', { role: 'compute' }],
    ['defaultdatastore', { role: 'defaultDatastore' }],
    // Ranges of numbers and words that a trial gets: `choice(…)` may hold anything and is never looked up.
    ['searchspace', untouched],
    ['tags', note],
    ['properties', note],
    ['services', note],
    ['description', untouched],
    ['displayname', untouched],
    ['experimentname', untouched],
    ['comment', untouched],
    ['$schema', untouched],
  ]),
};

export const jobRule: Rule = node;
