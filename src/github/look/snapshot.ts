import { known, unknown, type Answer } from '../../core/answer.ts';
import { branchName, commitSha, type RepoName } from '../../core/names.ts';
import { readConsent } from '../../core/pipeline/joining-file.ts';
import type {
  Audience,
  BranchCommit,
  DeclinedPullRequest,
  FileChange,
  FileHistory,
  LaneBranchState,
  PinnedFile,
  Snapshot,
} from '../../core/promotion/facts.ts';
import { Lineage } from '../../core/text/trailers.ts';
import { openPullRequest } from './pull-request.ts';
import { mergeMethodsOf, requirementsOf } from './requirements.ts';
import {
  nodesOf,
  type RawBlobEntry,
  type RawCommit,
  type RawFileHistory,
  type RawHere,
  type RawPast,
  type RawTip,
  type RawVisibility,
} from './raw.ts';
import { isOurBot, isOurCommit, type Self } from './self.ts';

/** An ordinary file; GitHub gives the mode as a decimal number. */
const ORDINARY_FILE = 0o100644;

/** What the look saw of a lane's own repository. */
export function snapshotOf(raw: RawHere, asked: { repo: RepoName; paths: string[]; self: Self }): Answer<Snapshot> {
  const { base, head } = raw;
  if (base?.target === null || base?.target === undefined) return unknown('its base branch does not exist');
  const tip = base.target;
  const branch = branchState(raw, asked.self);
  if (branch === 'unknown') return unknown('what its Sluice branch adds to the base could not be read');
  if (raw.past === null || asked.paths.some((_, index) => !tip[`h${index}`])) return unknown('its past could not be read');
  const open = nodesOf(head?.open).find((pr) => !pr.isCrossRepository);
  const ended = newestEnded(raw);
  const declined = ended?.state === 'CLOSED' ? declinedOf(ended, asked.self) : undefined;
  const context = { self: asked.self, branchTip: branch?.tip, baseMoved: (base.ahead?.behindBy ?? 0) > 0 };
  return known({
    repo: asked.repo,
    id: raw.id,
    audience: audienceOf(raw.visibility),
    archived: raw.isArchived,
    consent: readConsent(raw.consent?.target?.file?.object?.text ?? undefined),
    base: { name: branchName(base.name), tip: commitSha(tip.oid), tree: tip.tree?.oid ?? '' },
    requires: requirementsOf(base),
    mergeMethods: mergeMethodsOf(raw),
    files: asked.paths.map((path, index) => pinnedFile(path, index, { base: tip, head: head?.target ?? undefined })),
    ...(branch === undefined ? {} : { branch }),
    ...(open === undefined ? {} : { open: openPullRequest(open, context) }),
    ...(ended?.state === 'MERGED' ? { merged: ended.number } : {}),
    ...(declined === undefined ? {} : { declined }),
  });
}

function pinnedFile(path: string, index: number, tips: { base: RawTip; head: RawTip | undefined }): PinnedFile {
  const here = tips.base[`f${index}`] ?? undefined;
  const there = tips.head?.[`f${index}`] ?? undefined;
  const unreadable = here === undefined ? undefined : whyUnreadable(here);
  return {
    path,
    ...textAs('base', here),
    ...textAs('head', there),
    ...(unreadable === undefined ? {} : { unreadable }),
    history: historyOf(tips.base[`h${index}`] ?? null),
  };
}

/** Changes of one file as a history query brings them. */
export function historyOf(raw: RawFileHistory | null): FileHistory {
  const changes = nodesOf(raw).map((node): FileChange => {
    const text = node.file?.object?.text ?? undefined;
    const before = nodesOf(node.parents)[0]?.file?.object?.text ?? undefined;
    return {
      commit: commitSha(node.oid),
      author: node.author?.user?.login ?? node.author?.name ?? 'somebody',
      ...(text === undefined ? {} : { text }),
      ...(before === undefined ? {} : { before }),
    };
  });
  return { changes, hasOlder: raw?.pageInfo.hasNextPage ?? true };
}

export const audienceOf = (visibility: RawVisibility): Audience => visibility.toLowerCase() as Audience;

function textAs<Key extends string>(key: Key, entry: RawBlobEntry | undefined): { [key in Key]?: string } {
  const text = entry?.object?.text;
  return text === null || text === undefined ? {} : ({ [key]: text } as { [key in Key]: string });
}

/** A file is edited as text, byte for byte; what is not plain UTF-8 text would not come back as it was. */
function whyUnreadable({ mode, object }: RawBlobEntry): string | undefined {
  if (mode !== ORDINARY_FILE) return `it is not an ordinary file (mode ${mode.toString(8)})`;
  if (object?.text === null || object?.text === undefined)
    return object?.isBinary === true ? 'it is binary' : 'it has no text';
  if (object.isTruncated === true) return 'it is too large to be read whole';
  if (object.byteSize !== undefined && object.byteSize !== Buffer.byteLength(object.text)) return 'it is not UTF-8';
  return undefined;
}

function branchState(raw: RawHere, self: Self): LaneBranchState | undefined | 'unknown' {
  const tip = raw.head?.target;
  if (tip === null || tip === undefined) return undefined;
  const ahead = raw.base?.ahead;
  if (ahead === null || ahead === undefined) return 'unknown';
  const commits = nodesOf(ahead.commits).toReversed();
  // The comparison takes a short name, which a tag may bear too: it counts only when it speaks of the branch's own tip.
  if (commits.length < ahead.aheadBy || ahead.headTarget?.oid !== tip.oid) return 'unknown';
  const own = new Set(commits.map((commit) => commit.oid));
  const lineage = commits
    .filter((commit) => isOurCommit(commit, self))
    .map((commit) => Lineage.parse(commit.message))
    .find((found) => found !== undefined);
  return {
    tip: commitSha(tip.oid),
    commits: commits.map((commit) => branchCommit(commit, own, self)),
    ...(lineage === undefined ? {} : { lineage }),
  };
}

function branchCommit(raw: RawCommit, own: Set<string>, self: Self): BranchCommit {
  const parents = nodesOf(raw.parents);
  return {
    commit: commitSha(raw.oid),
    author: raw.author?.user?.login ?? raw.author?.name ?? 'somebody',
    byUs: isOurCommit(raw, self),
    mergesBase:
      parents.length === 2 &&
      raw.signature?.wasSignedByGitHub === true &&
      parents.some((parent) => !own.has(parent.oid)),
  };
}

function newestEnded(raw: RawHere): RawPast | undefined {
  const [newest] = nodesOf(raw.past)
    .filter((pr) => !pr.isCrossRepository)
    .sort((a, b) => b.number - a.number);
  return newest;
}

/** A pull request that a person closed is declined; one that we closed had nothing left. */
function declinedOf(ended: RawPast, self: Self): DeclinedPullRequest | undefined {
  const actor = nodesOf(ended.timelineItems)[0]?.actor;
  if (isOurBot(actor, self)) return undefined;
  const last = nodesOf(ended.commits)[0]?.commit;
  const lineage = last === undefined || !isOurCommit(last, self) ? undefined : Lineage.parse(last.message);
  return { number: ended.number, by: actor?.login ?? 'somebody', ...(lineage === undefined ? {} : { lineage }) };
}
