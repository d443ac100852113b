/** One way to match an ASP.NET route template, in the router's own syntax. */
export interface RoutePath {
  readonly path: string;
  /** The name that the template gives to the catch-all part, if it has one. */
  readonly rest: string | undefined;
}

/**
 * Translates a template like `runs/{pair}/{run:int}/{*rest}`. An optional part yields two paths, with and without it.
 * Of the constraints only `int` restricts; others are let through.
 * @param prefix the route prefix of host.json, possibly empty.
 */
export function routePaths(prefix: string, template: string): RoutePath[] {
  const segments = [...prefix.split('/'), ...template.split('/')].filter((segment) => segment !== '');
  let paths: RoutePath[] = [{ path: '', rest: undefined }];
  for (const segment of segments) {
    const parameter = /^\{(\*{0,2})(\w+)(?::([^?}]+))?(\?)?\}$/.exec(segment);
    if (parameter === null) {
      paths = paths.map(({ path, rest }) => ({ path: `${path}/${segment}`, rest }));
      continue;
    }
    const [, star, name = '', constraint, optional] = parameter;
    const own = star !== '' ? '*' : `:${name}${constraint === 'int' ? '(^-?\\d+$)' : ''}`;
    const extended = paths.map(({ path, rest }) => ({ path: `${path}/${own}`, rest: star !== '' ? name : rest }));
    // A catch-all part also matches nothing at all.
    paths = optional === '?' || star !== '' ? [...paths, ...extended] : extended;
  }
  return paths.map(({ path, rest }) => ({ path: path === '' ? '/' : path, rest }));
}
