import { restSlice, type RestOperation, type RestSlice } from '../contract/slices.ts';

/** An operation of GitHub's description that a method and path lead to, with its decoded path parameters. */
export interface Match {
  operationId: string;
  params: Record<string, string>;
}

interface Route {
  operationId: string;
  method: string;
  pattern: RegExp;
  names: string[];
  literals: number;
}

/** Refs, file paths and comparisons hold slashes that clients send unencoded (seen from Renovate: `/commits/a/b/status`). */
const holdsSlashes = new Set(['ref', 'path', 'basehead', 'branch']);

/** Finds the operation of a request among those of the REST slice, so that no route can drift from the description. */
export class Router {
  readonly #routes: Route[];

  constructor(slice: RestSlice = restSlice()) {
    // More literal segments first: `/commits/{ref}/status` is tried before the greedy `/commits/{ref}`.
    this.#routes = Object.entries(slice.operations)
      .map(([operationId, operation]) => toRoute(operationId, operation))
      .sort((a, b) => b.literals - a.literals);
  }

  /** `nameOfRepo` answers the `owner/name` behind `/repositories/{id}/…`, the form GitHub's own page links use. */
  match(method: string, pathname: string, nameOfRepo: (id: number) => string | undefined): Match | undefined {
    const path = asDescribed(method, withoutAlias(withoutPrefix(pathname), nameOfRepo));
    for (const route of this.#routes) {
      const found = route.method === method ? route.pattern.exec(path) : null;
      if (found) return { operationId: route.operationId, params: paramsOf(route, found) };
    }
    return undefined;
  }
}

/** The pages of a GitHub App's web application flow; they are no part of the API, so no description has them. */
const signInDoors: Record<string, string> = {
  'GET /login/oauth/authorize': 'oauth:authorize',
  'POST /login/oauth/access_token': 'oauth:access-token',
};

/** The page of the sign-in that a request asks for. */
export function signInDoorOf(method: string, pathname: string): string | undefined {
  return signInDoors[`${method} ${pathname}`];
}

/** Drops `/api/v3`, the prefix of GitHub Enterprise Server. */
export function withoutPrefix(pathname: string): string {
  return pathname.replace(/^\/api\/v3(?=\/|$)/, '') || '/';
}

/**
 * GitHub still answers a ref where it was before 2019, below `git/refs`, though it no longer describes that (PyGithub/PyGithub#2992,
 * of 2024; octokit.rb 4.20 reads it there too), and without a name all of them. For a part of a name it answers a list; here that is not found.
 */
function asDescribed(method: string, path: string): string {
  const [, above, name = ''] = (method === 'GET' && /^(\/repos\/[^/]+\/[^/]+\/git)\/refs(?:\/(.*))?$/.exec(path)) || [];
  if (above === undefined) return path;
  return name === '' ? `${above}/matching-refs/` : `${above}/ref/${name}`;
}

function withoutAlias(path: string, nameOfRepo: (id: number) => string | undefined): string {
  const alias = /^\/repositories\/(\d+)(?=\/|$)/.exec(path);
  const name = alias ? nameOfRepo(Number(alias[1])) : undefined;
  return alias && name !== undefined ? `/repos/${name}${path.slice(alias[0].length)}` : path;
}

function toRoute(operationId: string, operation: RestOperation): Route {
  const segments = operation.path.split('/').slice(1);
  const names: string[] = [];
  const source = segments.map((segment) => {
    const name = /^\{(.+)\}$/.exec(segment)?.[1];
    if (name === undefined) return `/${segment}`;
    names.push(name);
    return segmentPattern(name, operation);
  });
  return {
    operationId,
    method: operation.method,
    pattern: new RegExp(`^${source.join('')}$`),
    names,
    literals: segments.length - names.length,
  };
}

function segmentPattern(name: string, operation: RestOperation): string {
  // `/contents` and `/contents/` both name the root folder.
  if (name === 'path') return '(?:/(.*))?';
  if (operation.path.endsWith('/matching-refs/{ref}')) return '/(.*)';
  if (holdsSlashes.has(name)) return '/(.+)';
  const described = operation.parameters.find((parameter) => parameter.in === 'path' && parameter.name === name);
  return described?.schema['type'] === 'integer' ? '/(\\d+)' : '/([^/]+)';
}

function paramsOf(route: Route, found: RegExpExecArray): Record<string, string> {
  return Object.fromEntries(route.names.map((name, index) => [name, decode(found[index + 1] ?? '')]));
}

function decode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
