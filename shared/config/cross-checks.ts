import { sides } from '../core/ids.ts';
import { objectAt, stringAt } from '../core/json.ts';
import { formatPath, valueAt, type Finding, type Path } from './problems.ts';

/**
 * The rules that need more than one value. They read the raw document, whatever else is wrong with it, so that their
 * findings come in the same list as all others.
 */
export function crossFindings(root: unknown): Finding[] {
  const found = valueAt(root, ['pairs']);
  const pairs: readonly unknown[] = Array.isArray(found) ? found : [];
  return [
    ...repeated(
      pairs.map((pair, index) => ({ at: ['pairs', index, 'name'], text: stringAt(pair, 'name') })),
      (first) => ({ wrong: `is the name of ${first} too`, allowed: 'a name of its own for each pair' }),
    ),
    ...repeatedWorkspaces(pairs, 'workspaceId'),
    ...repeatedWorkspaces(pairs, 'guid'),
    ...pairs.flatMap((pair, index) => [...regionFindings(pair, index), ...mappingFindings(pair, index)]),
  ];
}

type Place = { readonly at: Path; readonly text: string | undefined };

/** Every text that an earlier place holds already, in any letter case. */
function repeated(places: readonly Place[], say: (first: string) => Pick<Finding, 'wrong' | 'allowed'>): Finding[] {
  const seen = new Map<string, Path>();
  return places.flatMap(({ at, text }) => {
    if (text === undefined) return [];
    const first = seen.get(text.toLowerCase());
    if (first === undefined) seen.set(text.toLowerCase(), at);
    return first === undefined ? [] : [{ at, ...say(formatPath(first.slice(0, -1))) }];
  });
}

function repeatedWorkspaces(pairs: readonly unknown[], key: 'workspaceId' | 'guid'): Finding[] {
  const places = pairs.flatMap((pair, index) =>
    sides.map((side) => ({ at: ['pairs', index, side, key], text: stringAt(objectAt(pair, side), key) })),
  );
  return repeated(places, (first) => ({
    wrong: `is the workspace of ${first} too`,
    allowed: 'a workspace in one place of one pair only',
  }));
}

function regionFindings(pair: unknown, index: number): Finding[] {
  const regions = sides.map((side) => stringAt(objectAt(pair, side), 'region'));
  const findings: Finding[] = [];
  if (regions[0] !== undefined && regions[0] === regions[1]) {
    findings.push({
      at: ['pairs', index, 'secondary', 'region'],
      wrong: "is the primary's region too",
      allowed: 'another region, or both workspaces fail together',
    });
  }
  for (const [place, side] of sides.entries()) {
    const [region, shown] = [regions[place], stringAt(objectAt(pair, side), 'regionDisplayName')];
    // Service Health names the display name only: one that belongs to another region would make us deaf, or worse.
    if (region !== undefined && shown !== undefined && shown.toLowerCase().replaceAll(/[^a-z0-9]/g, '') !== region) {
      findings.push({
        at: ['pairs', index, side, 'regionDisplayName'],
        wrong: `does not spell the region ${region}`,
        allowed: 'the display name of the same region, as East US is of eastus',
      });
    }
  }
  return findings;
}

/** A mapping is written once and read both ways, so each name may stand once on either side. */
function mappingFindings(pair: unknown, index: number): Finding[] {
  const mapping = objectAt(pair, 'mapping');
  return (['computes', 'instanceTypes', 'datastores', 'storageAccounts', 'identities'] as const).flatMap((kind) => {
    const entries = Object.entries(objectAt(mapping, kind) ?? {});
    const at = (name: string): Path => ['pairs', index, 'mapping', kind, name];
    return [
      ...entries.flatMap(([name], position) => {
        const same = entries.slice(0, position).find(([other]) => other.toLowerCase() === name.toLowerCase());
        if (same === undefined) return [];
        return [
          {
            at: at(name),
            wrong: `has the same name as ${same[0]}`,
            allowed: 'each primary name once, in any letter case',
          },
        ];
      }),
      ...entries.flatMap(([name, target], position) => {
        const same = entries.slice(0, position).find(([, other]) => sameText(other, target));
        if (same === undefined) return [];
        return [
          {
            at: at(name),
            wrong: `is where ${same[0]} goes too, so the way back is ambiguous`,
            allowed: 'each secondary name once',
          },
        ];
      }),
    ];
  });
}

function sameText(one: unknown, other: unknown): boolean {
  return typeof one === 'string' && typeof other === 'string' && one.toLowerCase() === other.toLowerCase();
}
