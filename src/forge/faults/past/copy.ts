import type { ForgeState, Pull, Repo } from '../../domain/state.ts';
import { shareJob } from '../../domain/pulls/test-merge.ts';
import type { Refs } from '../../git/storage.ts';

/**
 * A repository as it is now, which later changes leave alone. People, teams and other repositories are shared, and so are git's
 * objects, which never change; what is one object here is one object there.
 */
export function copyOfRepo(repo: Repo, state: ForgeState): Repo {
  const copies = new Map<object, unknown>();
  for (const shared of [...state.accounts.values(), ...state.teams.values(), ...state.repos.values()])
    copies.set(shared, shared);
  copies.delete(repo);
  copies.set(repo.git, { ...repo.git, refs: frozen(repo.git.refs) });
  const copy = copyOf(repo, copies) as Repo;
  for (const [number, issue] of repo.issues) {
    const twin = copy.issues.get(number);
    if (issue.kind === 'pull' && twin?.kind === 'pull') shareJob(issue, twin);
  }
  return copy;
}

/** The open pull requests of a repository. */
export function openPullsOf(repo: Repo): Pull[] {
  return [...repo.issues.values()].filter((issue): issue is Pull => issue.kind === 'pull' && issue.state === 'open');
}

function frozen(refs: Refs): Refs {
  const kept = refs.list();
  return {
    read: (name) => kept.get(name),
    list: (prefix = 'refs/') => new Map([...kept].filter(([name]) => name.startsWith(prefix))),
    compareAndSwap: () => {
      throw new Error('nobody writes into the past');
    },
  };
}

function copyOf(value: unknown, copies: Map<object, unknown>): unknown {
  if (typeof value !== 'object' || value === null) return value;
  if (copies.has(value)) return copies.get(value);
  if (Array.isArray(value)) return filled(value, [], copies);
  if (value instanceof Map) {
    const copy = new Map<unknown, unknown>();
    copies.set(value, copy);
    for (const [key, item] of value) copy.set(copyOf(key, copies), copyOf(item, copies));
    return copy;
  }
  if (value instanceof Set) {
    const copy = new Set<unknown>();
    copies.set(value, copy);
    for (const item of value) copy.add(copyOf(item, copies));
    return copy;
  }
  // Anything with a class of its own is no part of what the repository says.
  return Object.getPrototypeOf(value) === Object.prototype ? filled(value, {}, copies) : value;
}

function filled<T extends object>(value: object, copy: T, copies: Map<object, unknown>): T {
  copies.set(value, copy);
  for (const [key, item] of Object.entries(value)) Reflect.set(copy, key, copyOf(item, copies));
  return copy;
}
