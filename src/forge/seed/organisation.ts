import { writeCommit } from '../git/commit.ts';
import { editTree } from '../git/tree.ts';
import { addAccount } from '../domain/accounts.ts';
import { personOf } from '../domain/commits.ts';
import { registerWorkflows } from '../domain/builds/workflows.ts';
import { install } from '../domain/installations.ts';
import { ensureLabel } from '../domain/issues/labels.ts';
import { newRepo } from '../domain/organisations/new-repository.ts';
import { addTeam, grantTeam, teamNamed } from '../domain/organisations/teams.ts';
import { repoNamed } from '../domain/repos.ts';
import type {
  About,
  Account,
  ForgeState,
  Installation,
  MergeMethod,
  Permissions,
  Protection,
  Repo,
  Role,
} from '../domain/state.ts';

/** A repository as a test or the demo describes it. */
export interface RepoSpec {
  fullName: string;
  description?: string;
  about?: About;
  private?: boolean;
  defaultBranch?: string;
  /** Path to text; they make the first commit. None: an empty repository. */
  files?: Record<string, string>;
  /** By login. */
  roles?: Record<string, Role>;
  /** By the slug of a team; without an entry a team may do nothing here, not even be asked for a review. */
  teams?: Record<string, Role>;
  /** By branch name or pattern. */
  protection?: Record<string, Partial<Protection>>;
  labels?: string[];
  mergeMethods?: MergeMethod[];
  autoMergeAllowed?: boolean;
}

export interface OrganisationSpec {
  login: string;
  people?: string[];
  repos: RepoSpec[];
  /** Logins of the members by the slug of their team. */
  teams?: Record<string, string[]>;
  /** What the installation was granted; by default everything the App asks for. */
  permissions?: Permissions;
  /** Full names of the repositories the App is installed on; `all` by default. */
  installOn?: string[] | 'all' | 'none';
}

/** A person who can sign in, or the bot of another App. */
export function addPerson(state: ForgeState, login: string): Account {
  return addAccount(state, login, login.endsWith('[bot]') ? 'Bot' : 'User');
}

/** Makes a repository; its owner becomes an organisation unless the account exists already. */
export function seedRepo(state: ForgeState, spec: RepoSpec): Repo {
  const [login = '', name = ''] = spec.fullName.split('/');
  const owner = addAccount(state, login, 'Organization');
  const repo = newRepo(state, {
    owner,
    name,
    description: spec.description ?? null,
    private: spec.private ?? true,
    defaultBranch: spec.defaultBranch ?? 'main',
    mergeMethods: spec.mergeMethods ?? ['merge', 'squash', 'rebase'],
    autoMergeAllowed: spec.autoMergeAllowed ?? false,
  });
  if (spec.about !== undefined) repo.about = spec.about;
  for (const [person, role] of Object.entries(spec.roles ?? {})) repo.roles.set(person, role);
  for (const person of repo.roles.keys()) addPerson(state, person);
  for (const label of spec.labels ?? []) ensureLabel(state, repo, label);
  for (const [branch, rules] of Object.entries(spec.protection ?? {})) {
    repo.protection.set(branch, { requiredChecks: [], requiredApprovals: 0, strict: false, ...rules });
  }
  if (spec.files !== undefined) writeFirstCommit(state, repo, spec.files);
  registerWorkflows(state, repo);
  return repo;
}

function writeFirstCommit(state: ForgeState, repo: Repo, files: Record<string, string>): void {
  const { objects, refs } = repo.git;
  const changes = Object.entries(files).map(([path, text]) => ({ path, content: Buffer.from(text) }));
  const author = personOf(repo.owner, state.clock.now());
  const tree = editTree(objects, undefined, changes);
  const commit = writeCommit(objects, { tree, parents: [], author, committer: author, message: 'Initial commit' });
  refs.compareAndSwap(`refs/heads/${repo.defaultBranch}`, undefined, commit);
}

/** An installation as a test or the demo describes it. */
export interface InstallSpec {
  account: string;
  /** Full names. */
  repositories: string[];
  /** `all`: what is made later is the installation's too. */
  selection?: Installation['selection'];
  permissions?: Permissions;
}

/** Installs the App on an account for the named repositories. */
export function installApp(
  state: ForgeState,
  { account, repositories, permissions, selection }: InstallSpec,
): Installation {
  const owner = addAccount(state, account, 'Organization');
  const repos = repositories.map((fullName) => {
    const repo = repoNamed(state, fullName);
    if (repo === undefined) throw new Error(`there is no repository ${fullName} to install on`);
    return repo;
  });
  const sender = state.app.owner;
  return install(state, {
    account: owner,
    repositories: repos,
    sender,
    ...(selection !== undefined && { selection }),
    ...(permissions !== undefined && { permissions }),
  });
}

/** Makes an organisation with its people and repositories, and installs the App there. */
export function seedOrganisation(
  state: ForgeState,
  spec: OrganisationSpec,
): { repos: Repo[]; installation?: Installation } {
  addAccount(state, spec.login, 'Organization');
  for (const person of spec.people ?? []) addPerson(state, person);
  const repos = spec.repos.map((repo) => seedRepo(state, repo));
  for (const [slug, members] of Object.entries(spec.teams ?? {})) addTeam(state, spec.login, slug, members);
  for (const repo of spec.repos) seedTeamRoles(state, repo);
  const { installOn = 'all', permissions } = spec;
  if (installOn === 'none') return { repos };
  const repositories = installOn === 'all' ? spec.repos.map((repo) => repo.fullName) : installOn;
  return {
    repos,
    installation: installApp(state, {
      account: spec.login,
      repositories,
      ...(permissions !== undefined && { permissions }),
    }),
  };
}

/** The teams may have been made by an earlier seed of the same organisation. */
function seedTeamRoles(state: ForgeState, { fullName, teams = {} }: RepoSpec): void {
  const repo = repoNamed(state, fullName);
  for (const [slug, role] of Object.entries(teams)) {
    const team = repo && teamNamed(state, repo.owner.login, slug);
    if (repo === undefined || team === undefined) throw new Error(`there is no team ${slug} for ${fullName}`);
    grantTeam(repo, team, role);
  }
}
