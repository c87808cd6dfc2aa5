import { releaseJson } from '../../domain/json/releases/release.ts';
import { latestOf, newestFirst } from '../../domain/releases/latest.ts';
import type { Release } from '../../domain/releases/release.ts';
import { createRelease, updateRelease } from '../../domain/releases/releases.ts';
import type { ReleaseWish } from '../../domain/releases/releases.ts';
import { canWrite } from '../../domain/repos.ts';
import type { Repo } from '../../domain/state.ts';
import { Refusal } from '../../http/handler.ts';
import type { Call, Handlers, Reply } from '../../http/handler.ts';
import { pageOf } from '../../http/paging.ts';
import { bodyOf, repoOf, writableRepoOf } from '../call.ts';

interface ReleaseBody {
  tag_name?: string;
  target_commitish?: string;
  name?: string;
  body?: string;
  draft?: boolean;
  prerelease?: boolean;
  make_latest?: 'true' | 'false' | 'legacy';
  generate_release_notes?: boolean;
}

function wishOf(body: ReleaseBody): ReleaseWish {
  const { name, draft, prerelease } = body;
  return {
    tag: body.tag_name,
    target: body.target_commitish,
    name,
    body: body.body,
    draft,
    prerelease,
    makeLatest: body.make_latest,
    generateNotes: body.generate_release_notes,
  };
}

/** "Only users with push access will receive listings for draft releases." */
function visible(call: Call, repo: Repo): Release[] {
  const seesDrafts = canWrite(repo, call.caller, 'contents');
  return repo.releases.filter(({ draft }) => !draft || seesDrafts);
}

function found(call: Call, repo: Repo, release: Release | undefined): Reply {
  if (release === undefined) throw new Refusal(404, 'Not Found');
  return { status: 200, body: releaseJson(repo, release, call.origin) };
}

function releaseNumbered(call: Call, repo: Repo): Release | undefined {
  return visible(call, repo).find(({ id }) => id === Number(call.params['release_id']));
}

function create(call: Call): Reply {
  const { state, caller, origin } = call;
  const repo = writableRepoOf(call);
  const body = bodyOf<ReleaseBody & { tag_name: string }>(call);
  if (caller.kind === 'anonymous') throw new Refusal(401, 'Requires authentication');
  const release = createRelease(state, repo, { ...wishOf(body), tag: body.tag_name }, caller);
  return { status: 201, body: releaseJson(repo, release, origin) };
}

function update(call: Call): Reply {
  const { state, caller } = call;
  const repo = writableRepoOf(call);
  const release = releaseNumbered(call, repo);
  if (caller.kind === 'anonymous') throw new Refusal(401, 'Requires authentication');
  if (release !== undefined) updateRelease(state, repo, release, { wish: wishOf(bodyOf<ReleaseBody>(call)), caller });
  return found(call, repo, release);
}

export const releaseHandlers: Handlers = {
  'repos/create-release': create,
  'repos/update-release': update,
  'repos/list-releases': (call) => {
    const repo = repoOf(call);
    const { page, headers } = pageOf(call, newestFirst(visible(call, repo)));
    return { status: 200, body: page.map((release) => releaseJson(repo, release, call.origin)), headers };
  },
  'repos/get-latest-release': (call) => found(call, repoOf(call), latestOf(repoOf(call))),
  'repos/get-release': (call) => found(call, repoOf(call), releaseNumbered(call, repoOf(call))),
  'repos/get-release-by-tag': (call) => {
    const repo = repoOf(call);
    const tag = call.params['tag'];
    const release = repo.releases.find((one) => !one.draft && one.tag === tag);
    return found(call, repo, release);
  },
};
