import { parseNodeId } from '../domain/json/ids.ts';
import { fullNameOf } from '../domain/json/repository.ts';
import { repoOnceNamed } from '../domain/organisations/repositories.ts';
import { repoById, repoNamed } from '../domain/repos.ts';
import type { ForgeState, Repo } from '../domain/state.ts';
import { subjectOf, type GraphqlBody } from '../graphql/document/subject.ts';
import { Refusal } from './handler.ts';
import { signInDoorOf, withoutPrefix, type Router } from './router.ts';
import { apiLike } from '../addresses.ts';

/** A request after routing, before anybody asks who sent it. */
export interface Exchange {
  kind: 'rest' | 'graphql' | 'sign-in' | 'unknown';
  operationId: string;
  method: string;
  path: string;
  params: Record<string, string>;
  query: URLSearchParams;
  text: string;
  headers: Headers;
  /** Where the API addresses of the answer begin. */
  origin: string;
  read: boolean;
  repo?: Repo;
  /** All that a GraphQL document is about; `repo` is the first of them. */
  repos?: readonly Repo[];
  /** The repository that had the asked name before it was renamed. */
  renamed?: Repo;
  /** What a read is answered from when a fault keeps it from seeing the present. */
  view?: ForgeState;
}

/** Finds out what a request asks for. HEAD is GET without the body. */
export async function readExchange(request: Request, router: Router, state: ForgeState): Promise<Exchange> {
  const url = new URL(request.url);
  const method = request.method === 'HEAD' ? 'GET' : request.method;
  const text = await request.text();
  const common = {
    method,
    path: url.pathname,
    query: url.searchParams,
    text,
    headers: request.headers,
    origin: apiLike(state.origin, url.origin),
  };
  if (isGraphql(url.pathname)) return graphqlExchange(common, state);
  const door = signInDoorOf(method, url.pathname);
  if (door !== undefined) return { ...common, kind: 'sign-in', operationId: door, params: {}, read: method === 'GET' };
  const match = router.match(method, url.pathname, (id) => {
    const repo = repoById(state, id);
    return repo && fullNameOf(repo);
  });
  if (match === undefined)
    return { ...common, kind: 'unknown', operationId: 'unknown', params: {}, read: method === 'GET' };
  return lookAgain({ ...common, kind: 'rest', ...match, read: method === 'GET' }, state);
}

/** The request with the repository that has the asked name now: it may have been renamed since it was read. */
export function lookAgain(exchange: Exchange, state: ForgeState): Exchange {
  const { repo: _repo, renamed: _renamed, ...asked } = exchange;
  const { owner, repo: name } = asked.params;
  if (asked.kind !== 'rest' || owner === undefined || name === undefined) return exchange;
  const repo = repoNamed(state, `${owner}/${name}`);
  if (repo !== undefined) return { ...asked, repo };
  const renamed = repoOnceNamed(state, `${owner}/${name}`);
  return { ...asked, ...(renamed && { renamed }) };
}

/** The JSON body of a request; undefined when there is none. Throws GitHub's 400 for what is no JSON. */
export function bodyOf(exchange: Exchange): unknown {
  if (exchange.text === '') return undefined;
  try {
    return JSON.parse(exchange.text);
  } catch (cause) {
    throw new Refusal(400, 'Problems parsing JSON', { cause });
  }
}

function isGraphql(pathname: string): boolean {
  return pathname === '/api/graphql' || withoutPrefix(pathname) === '/graphql';
}

function graphqlExchange(
  common: Omit<Exchange, 'kind' | 'operationId' | 'params' | 'read' | 'repo' | 'repos'>,
  state: ForgeState,
): Exchange {
  const { name, read, repos: names, texts } = subjectOf(graphqlBodyOf(common.text));
  const named = names.flatMap((fullName) => repoNamed(state, fullName) ?? []);
  const repos = [...new Set([...named, ...reposOfNodes(state, texts)])];
  const [repo] = repos;
  const operationId = `graphql:${name}`;
  return { ...common, kind: 'graphql', operationId, params: {}, read, ...(repo && { repo, repos }) };
}

/** Mutations name what they change by node ids; those of accounts and Apps are about no repository. */
function reposOfNodes(state: ForgeState, texts: string[]): Repo[] {
  return texts.flatMap((text) => {
    const node = parseNodeId(text);
    const isOfRepo = node !== undefined && !['U', 'BOT', 'O', 'A'].includes(node.kind);
    return (isOfRepo ? repoById(state, Number(node.parts[0])) : undefined) ?? [];
  });
}

function graphqlBodyOf(text: string): GraphqlBody {
  try {
    return (JSON.parse(text) ?? {}) as GraphqlBody;
  } catch {
    return {};
  }
}
