import { parseNodeId } from '../domain/json/ids.ts';
import { fullNameOf } from '../domain/json/repository.ts';
import { repoOnceNamed } from '../domain/organisations/repositories.ts';
import { repoById, repoNamed } from '../domain/repos.ts';
import type { ForgeState, Repo } from '../domain/state.ts';
import { subjectOf, type GraphqlBody } from './graphql-document.ts';
import { Refusal } from './handler.ts';
import { signInDoorOf, withoutPrefix, type Router } from './router.ts';

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
  origin: string;
  read: boolean;
  repo?: Repo;
  /** The repository that had the asked name before it was renamed. */
  renamed?: Repo;
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
    origin: url.origin,
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
  const { owner, repo: name } = match.params;
  const read = method === 'GET';
  if (owner === undefined || name === undefined) return { ...common, kind: 'rest', ...match, read };
  const repo = repoNamed(state, `${owner}/${name}`);
  if (repo !== undefined) return { ...common, kind: 'rest', ...match, read, repo };
  const renamed = repoOnceNamed(state, `${owner}/${name}`);
  return { ...common, kind: 'rest', ...match, read, ...(renamed && { renamed }) };
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
  common: Omit<Exchange, 'kind' | 'operationId' | 'params' | 'read' | 'repo'>,
  state: ForgeState,
): Exchange {
  const { name, read, repo: fullName, texts } = subjectOf(graphqlBodyOf(common.text));
  const repo = fullName === undefined ? repoOfNodes(state, texts) : repoNamed(state, fullName);
  return { ...common, kind: 'graphql', operationId: `graphql:${name}`, params: {}, read, ...(repo && { repo }) };
}

/** Mutations name what they change by node ids; those of accounts and Apps are about no repository. */
function repoOfNodes(state: ForgeState, texts: string[]): Repo | undefined {
  for (const text of texts) {
    const node = parseNodeId(text);
    const isOfRepo = node !== undefined && !['U', 'BOT', 'O', 'A'].includes(node.kind);
    const repo = isOfRepo ? repoById(state, Number(node.parts[0])) : undefined;
    if (repo) return repo;
  }
  return undefined;
}

function graphqlBodyOf(text: string): GraphqlBody {
  try {
    return (JSON.parse(text) ?? {}) as GraphqlBody;
  } catch {
    return {};
  }
}
