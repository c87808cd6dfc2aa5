import { editTree } from '../../git/tree.ts';
import type { Caller } from '../../http/handler.ts';
import { commitForAccount } from '../commits.ts';
import { addRepositories } from '../installations.ts';
import { emit } from '../json/event.ts';
import { fullNameOf } from '../json/repository.ts';
import { moveRefs } from '../ref-changes.ts';
import { zeroOid } from '../repos.ts';
import type { Account, ForgeState, MergeMethod, Repo } from '../state.ts';

/** What is decided about a repository when it is made. */
export interface NewRepo {
  owner: Account;
  name: string;
  description?: string | null;
  private: boolean;
  defaultBranch: string;
  mergeMethods: Iterable<MergeMethod>;
  autoMergeAllowed: boolean;
}

/** Makes an empty repository. */
export function newRepo(state: ForgeState, spec: NewRepo): Repo {
  const at = state.clock.now();
  const repo: Repo = {
    ...spec,
    description: spec.description ?? null,
    mergeMethods: new Set(spec.mergeMethods),
    id: state.nextId(),
    archived: false,
    git: state.storage(`${spec.owner.login}/${spec.name}`),
    createdAt: at,
    pushedAt: at,
    nextNumber: 1,
    issues: new Map(),
    deletedIssues: new Set(),
    transferredIssues: new Map(),
    labels: new Map(),
    statuses: [],
    checkRuns: [],
    deployments: [],
    workflowRuns: [],
    workflows: new Map(),
    releases: [],
    protection: new Map(),
    mergeQueues: new Map(),
    roles: new Map(),
    teamRoles: new Map(),
  };
  state.repos.set(fullNameOf(repo).toLowerCase(), repo);
  return repo;
}

/** Gives a new repository to who made it, tells of it, and writes a first commit when they ask for one. */
export function announceRepo(
  state: ForgeState,
  repo: Repo,
  { caller, isInitialised }: { caller: Exclude<Caller, { kind: 'anonymous' }>; isInitialised: boolean },
): void {
  const { account } = caller;
  // "If the app creates any repositories, the app will automatically be granted access to those repositories as well."
  if (caller.kind === 'installation') addRepositories(state, caller.installation, [repo], account);
  else repo.roles.set(account.login, 'admin');
  for (const one of state.installations.values()) {
    if (one.selection === 'all' && one.account === repo.owner) one.repositories.add(repo.id);
  }
  emit(state, { event: 'repository', action: 'created', repo, sender: account, fields: {} });
  if (isInitialised) writeReadme(state, repo, caller);
}

/** The events of a first commit that GitHub makes are unconfirmed; here they are those of a push. */
function writeReadme(state: ForgeState, repo: Repo, caller: Exclude<Caller, { kind: 'anonymous' }>): void {
  const text = [`# ${repo.name}`, ...(repo.description === null ? [] : [repo.description])].join('\n');
  const tree = editTree(repo.git.objects, undefined, [{ path: 'README.md', content: Buffer.from(text) }]);
  const { account } = caller;
  const after = commitForAccount(state, repo, { account, tree, parents: [], message: 'Initial commit' });
  moveRefs(state, repo, [{ ref: `refs/heads/${repo.defaultBranch}`, before: zeroOid, after }], caller);
}
