import { checkGrant } from '../../auth/access.ts';
import { fullNameOf, minimalRepositoryJson } from '../../domain/json/repository.ts';
import { announceRepo, newRepo } from '../../domain/organisations/new-repository.ts';
import { isMemberOf } from '../../domain/organisations/teams.ts';
import { canSee } from '../../domain/repos.ts';
import type { Account, MergeMethod, Repo } from '../../domain/state.ts';
import { Refusal } from '../../http/handler.ts';
import type { Call, Caller, Handlers, Reply } from '../../http/handler.ts';
import { pageOf } from '../../http/paging.ts';
import { bodyOf, organisationOf } from '../call.ts';
import { callerPermissions, fullRepositoryJson } from './repositories.ts';
import { checkMerging, invalid, nameProblem, privacyOf, repoNameOf, setUp } from './settings.ts';
import type { RepoSettings } from './settings.ts';

function list(call: Call): Reply {
  const organisation = organisationOf(call);
  const { caller, state, query, origin } = call;
  const type = query.get('type') ?? 'all';
  // The forge has no forks, and its callers see as members what they see.
  const isAsked = (repo: Repo) =>
    type === 'private' ? repo.private : type === 'public' ? !repo.private : type !== 'forks';
  const repos = [...state.repos.values()].filter(
    (repo) => repo.owner === organisation && isAsked(repo) && canSee(repo, caller),
  );
  const { page, headers } = pageOf(call, sorted(repos, query));
  const body = page.map((repo) => ({
    ...minimalRepositoryJson(repo, origin),
    permissions: callerPermissions(caller, repo),
  }));
  return { status: 200, body, headers };
}

/** "Default: asc when using full_name, otherwise desc." */
function sorted(repos: Repo[], query: URLSearchParams): Repo[] {
  const sort = query.get('sort') ?? 'created';
  const sign = (query.get('direction') ?? (sort === 'full_name' ? 'asc' : 'desc')) === 'asc' ? 1 : -1;
  const byName = (a: Repo, b: Repo) => (fullNameOf(a).toLowerCase() < fullNameOf(b).toLowerCase() ? -1 : 1);
  const byAge = (a: Repo, b: Repo) => (sort === 'created' ? a.createdAt - b.createdAt : a.pushedAt - b.pushedAt);
  return repos.sort((a, b) => sign * (sort === 'full_name' ? byName(a, b) : byAge(a, b) || a.id - b.id));
}

type Creator = Exclude<Caller, { kind: 'anonymous' | 'app' }>;

/** Members of the organisation may, and installations there that were granted the administration of repositories. */
function creatorIn(call: Call, organisation: Account): Creator {
  const { caller, state } = call;
  if (caller.kind === 'anonymous') throw new Refusal(401, 'Requires authentication');
  if (caller.kind === 'person' && !isMemberOf(state, organisation, caller.account))
    throw new Refusal(403, 'You need admin access to the organization before adding a repository to it.');
  checkGrant(caller, organisation, 'administration:write');
  return caller as Creator;
}

interface NewRepoBody extends RepoSettings {
  name: string;
  auto_init?: boolean;
}

function create(call: Call): Reply {
  const { state } = call;
  const owner = organisationOf(call);
  const caller = creatorIn(call, owner);
  const body = bodyOf<NewRepoBody>(call);
  const name = repoNameOf(body.name);
  const problem = nameProblem(state, owner, name);
  if (problem !== undefined) throw invalid('Repository creation failed.', problem);
  const mergeMethods = new Set<MergeMethod>(['merge', 'squash', 'rebase']);
  checkMerging({ mergeMethods }, body);
  const repo = newRepo(state, {
    owner,
    name,
    description: body.description ?? null,
    private: privacyOf(body) ?? false,
    defaultBranch: 'main',
    mergeMethods,
    autoMergeAllowed: false,
  });
  setUp(repo, body);
  if (body.homepage !== undefined) repo.about = { homepage: body.homepage };
  announceRepo(state, repo, { caller, isInitialised: body.auto_init ?? false });
  return { status: 201, body: fullRepositoryJson(call, repo) };
}

export const organisationRepoHandlers: Handlers = {
  'repos/list-for-org': list,
  'repos/create-in-org': create,
};
