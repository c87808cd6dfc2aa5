import type { Oid } from '../git/storage.ts';
import { Refusal } from '../http/handler.ts';
import type { Call } from '../http/handler.ts';
import { accountOf } from '../domain/accounts.ts';
import { hasRole, repoNamed, resolveCommit } from '../domain/repos.ts';
import type { Account, Pull, Repo, Role } from '../domain/state.ts';

/** The repository of a call; the kernel has already found out that the caller may see it. */
export function repoOf(call: Call): Repo {
  const repo = repoNamed(call.state, `${call.params['owner']}/${call.params['repo']}`);
  if (repo === undefined) throw new Refusal(404, 'Not Found');
  return repo;
}

/** The same for a call that writes: an archived repository refuses it. */
export function writableRepoOf(call: Call): Repo {
  const repo = repoOf(call);
  if (repo.archived) throw new Refusal(403, 'Repository was archived so is read-only.');
  return repo;
}

/** The organisation of a call. */
export function organisationOf({ state, params }: Call): Account {
  const organisation = accountOf(state, params['org'] ?? '');
  if (organisation?.type !== 'Organization') throw new Refusal(404, 'Not Found');
  return organisation;
}

/** The account behind a call that writes. */
export function actorOf(call: Call): Account {
  if (call.caller.kind === 'anonymous') throw new Refusal(401, 'Requires authentication');
  return call.caller.account;
}

/** The body of a call; the kernel has checked it against GitHub's description. */
export function bodyOf<T>(call: Call): T {
  return (call.body ?? {}) as T;
}

export function pullOf(repo: Repo, number: string | undefined): Pull {
  const issue = repo.issues.get(Number(number));
  if (issue?.kind !== 'pull') throw new Refusal(404, 'Not Found');
  return issue;
}

/** Refuses people who neither wrote a thing nor have the role; installations were judged by their permissions. */
export function mustOwnOr(call: Call, { repo, author, least }: { repo: Repo; author: Account; least: Role }): void {
  const { caller } = call;
  if (caller.kind !== 'person' || caller.account.login === author.login || hasRole(repo, caller.account, least)) return;
  throw new Refusal(403, 'Must have admin rights to Repository.');
}

/** Refuses what needs a first commit; blobs and trees do too (github/rest-api-description#637). */
export function checkNotEmpty(repo: Repo): void {
  if (repo.git.refs.list('refs/heads/').size === 0) throw new Refusal(409, 'Git Repository is empty.');
}

/** The commit a revision names; 422 where GitHub cannot find one. */
export function commitOf(repo: Repo, revision: string): Oid {
  checkNotEmpty(repo);
  const oid = resolveCommit(repo, revision);
  if (oid === undefined) throw new Refusal(422, `No commit found for SHA: ${revision}`);
  return oid;
}
