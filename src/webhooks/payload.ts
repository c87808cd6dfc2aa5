import { isCommitSha, isRepoName, type CommitSha, type RepoName } from '../core/names.ts';

/** A webhook's payload: foreign JSON, read field by field. */
export type Payload = Record<string, unknown>;

/** The value at a path of property names; undefined where anything on the way is missing. */
export function at(payload: unknown, ...path: string[]): unknown {
  let value = payload;
  for (const name of path) {
    if (typeof value !== 'object' || value === null) return undefined;
    value = Object.hasOwn(value, name) ? (value as Payload)[name] : undefined;
  }
  return value;
}

export function text(payload: unknown, ...path: string[]): string | undefined {
  const value = at(payload, ...path);
  return typeof value === 'string' ? value : undefined;
}

export function repositoryOf(payload: Payload): RepoName | undefined {
  const name = text(payload, 'repository', 'full_name');
  return name !== undefined && isRepoName(name) ? name : undefined;
}

/** A full commit id at a path, as the field of an object to come. */
export function commitAt(payload: unknown, ...path: string[]): { commit?: CommitSha } {
  const commit = text(payload, ...path);
  return commit !== undefined && isCommitSha(commit) ? { commit } : {};
}

/** Whether this App itself caused the event; what we did we know already. */
export function isOwnEcho(payload: Payload, slug: string): boolean {
  return text(payload, 'sender', 'login') === `${slug}[bot]`;
}
