import { readCommit } from '../../git/commit.ts';
import type { Oid } from '../../git/storage.ts';
import { isRefName } from '../../git/store/ref-name.ts';
import { Refusal } from '../../http/handler.ts';
import type { Caller } from '../../http/handler.ts';
import { emit } from '../json/event.ts';
import { releaseJson } from '../json/releases/release.ts';
import { moveRefs } from '../ref-changes.ts';
import { branchOid, resolveCommit, zeroOid } from '../repos.ts';
import type { Account, ForgeState, Repo } from '../state.ts';
import { latestOf } from './latest.ts';
import { releaseNotes } from './notes.ts';
import type { Release } from './release.ts';

type Actor = Exclude<Caller, { kind: 'anonymous' }>;

/** What somebody asks of a release; left out, it stays as it is. */
export interface ReleaseWish {
  tag?: string | undefined;
  target?: string | undefined;
  name?: string | undefined;
  body?: string | undefined;
  draft?: boolean | undefined;
  prerelease?: boolean | undefined;
  makeLatest?: 'true' | 'false' | 'legacy' | undefined;
  /** Adds a list of what was merged since the release before. */
  generateNotes?: boolean | undefined;
}

/** Makes a release, and its tag unless it is a draft or the tag exists; refusals are GitHub's 422. */
export function createRelease(
  state: ForgeState,
  repo: Repo,
  wish: ReleaseWish & { tag: string },
  caller: Actor,
): Release {
  if (repo.git.refs.list('refs/heads/').size === 0) throw invalid({ code: 'custom', message: 'Repository is empty.' });
  checkTag(repo, { tag: wish.tag, draft: wish.draft ?? false });
  const now = state.clock.now();
  const target = wish.target ?? repo.defaultBranch;
  const release: Release = {
    id: state.nextId(),
    tag: wish.tag,
    target,
    name: wish.name ?? null,
    body: wish.body ?? null,
    draft: wish.draft ?? false,
    prerelease: wish.prerelease ?? false,
    author: caller.account,
    committedAt: committedAt(repo, wish.tag, target) ?? now,
    updatedAt: now,
  };
  if (!release.draft) ensureTag(state, repo, release, caller);
  if (wish.generateNotes === true) addNotes(state, repo, release);
  repo.releases.push(release);
  announce(state, repo, release, { action: 'created', sender: caller.account });
  if (!release.draft) publish(state, repo, release, { makeLatest: wish.makeLatest, sender: caller.account });
  return release;
}

/** Changes a release; a draft that is one no longer is published, and what becomes one again is taken back. */
export function updateRelease(
  state: ForgeState,
  repo: Repo,
  release: Release,
  { wish, caller }: { wish: ReleaseWish; caller: Actor },
): void {
  const before = { ...release };
  const after = changed(release, wish);
  const isPublished = before.draft && !after.draft;
  if (after.tag !== before.tag || isPublished) checkTag(repo, after);
  if (!after.draft) ensureTag(state, repo, after, caller);
  Object.assign(release, after, { updatedAt: state.clock.now() });
  const sender = caller.account;
  if (!before.draft && after.draft) unpublish(state, repo, release, sender);
  const changes = textChanges(before, release);
  if (Object.keys(changes).length > 0) announce(state, repo, release, { action: 'edited', sender, changes });
  if (isPublished) publish(state, repo, release, { makeLatest: wish.makeLatest, sender });
  else if (!release.draft) restage(state, repo, release, { before, makeLatest: wish.makeLatest, sender });
}

function changed(release: Release, { tag, target, name, body, draft, prerelease }: ReleaseWish): Release {
  return {
    ...release,
    tag: tag ?? release.tag,
    target: target ?? release.target,
    name: name ?? release.name,
    body: body ?? release.body,
    prerelease: prerelease ?? release.prerelease,
    draft: draft ?? release.draft,
  };
}

/** GitHub tells apart a first publication and a release that changes between pre-release and release. */
function restage(
  state: ForgeState,
  repo: Repo,
  release: Release,
  { before, makeLatest, sender }: { before: Release; makeLatest: ReleaseWish['makeLatest']; sender: Account },
): void {
  if (makeLatest === 'true' && !release.prerelease) repo.latestRelease = release.id;
  if (before.prerelease === release.prerelease) return;
  announce(state, repo, release, { action: release.prerelease ? 'prereleased' : 'released', sender });
}

function publish(
  state: ForgeState,
  repo: Repo,
  release: Release,
  { makeLatest = 'true', sender }: { makeLatest: ReleaseWish['makeLatest']; sender: Account },
): void {
  release.publishedAt = state.clock.now();
  // "Drafts and prereleases cannot be set as latest. Defaults to true for newly published releases."
  if (makeLatest === 'true' && !release.prerelease) repo.latestRelease = release.id;
  if (makeLatest === 'legacy') delete repo.latestRelease;
  announce(state, repo, release, { action: 'published', sender });
  announce(state, repo, release, { action: release.prerelease ? 'prereleased' : 'released', sender });
}

/** Its tag stays. */
function unpublish(state: ForgeState, repo: Repo, release: Release, sender: Account): void {
  delete release.publishedAt;
  if (repo.latestRelease === release.id) delete repo.latestRelease;
  announce(state, repo, release, { action: 'unpublished', sender });
}

/** Drafts may share a tag with each other and with a release; that no other may is recorded, that drafts may is not. */
function checkTag(repo: Repo, { tag, draft }: Pick<Release, 'tag' | 'draft'>): void {
  if (!isRefName(`refs/tags/${tag}`))
    throw invalid({ code: 'custom', field: 'tag_name', message: 'tag_name is not well-formed' });
  const isTaken = !draft && repo.releases.some((release) => !release.draft && release.tag === tag);
  if (isTaken) throw invalid({ code: 'already_exists', field: 'tag_name' });
}

function invalid(error: Record<string, string>): Refusal {
  return new Refusal(422, 'Validation Failed', { errors: [{ resource: 'Release', ...error }] });
}

/** "Any branch or commit SHA"; with a tag that exists it means nothing. */
function targetOf(repo: Repo, target: string): Oid | undefined {
  return branchOid(repo, target) ?? (/^[0-9a-f]{40}$/.test(target) ? resolveCommit(repo, target) : undefined);
}

function committedAt(repo: Repo, tag: string, target: string): number | undefined {
  const oid = resolveCommit(repo, `refs/tags/${tag}`) ?? targetOf(repo, target);
  return oid === undefined ? undefined : readCommit(repo.git.objects, oid).committer.at;
}

/** The tag is made by the caller, so everybody hears of it as of a push. */
function ensureTag(state: ForgeState, repo: Repo, release: Release, caller: Actor): void {
  const ref = `refs/tags/${release.tag}`;
  if (repo.git.refs.read(ref) === undefined) {
    const after = targetOf(repo, release.target);
    if (after === undefined) throw invalid({ code: 'invalid', field: 'target_commitish' });
    moveRefs(state, repo, [{ ref, before: zeroOid, after }], caller);
  }
  release.committedAt = committedAt(repo, release.tag, release.target) ?? release.committedAt;
}

/** GitHub names a release without a name by its tag then, and puts the caller's words before its own. */
function addNotes(state: ForgeState, repo: Repo, release: Release): void {
  release.name ??= release.tag;
  const tip = resolveCommit(repo, `refs/tags/${release.tag}`) ?? targetOf(repo, release.target);
  const notes = releaseNotes(repo, { tag: release.tag, tip, before: latestOf(repo), origin: state.origin });
  release.body = release.body === null ? notes : `${release.body}\n\n${notes}`;
}

function textChanges(before: Release, after: Release): Record<string, unknown> {
  const from = (old: string | null) => ({ from: old ?? '' });
  return {
    ...(before.name !== after.name && { name: from(before.name) }),
    ...(before.body !== after.body && { body: from(before.body) }),
    ...(before.tag !== after.tag && { tag_name: from(before.tag) }),
  };
}

function announce(
  state: ForgeState,
  repo: Repo,
  release: Release,
  { action, sender, changes }: { action: string; sender: Account; changes?: Record<string, unknown> },
): void {
  const fields = { release: releaseJson(repo, release, state.origin), ...(changes && { changes }) };
  emit(state, { event: 'release', action, repo, sender, fields });
}
