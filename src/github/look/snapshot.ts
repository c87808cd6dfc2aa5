import { known, unknown, type Answer } from '../../core/answer.ts';
import { branchName, commitSha, type RepoName } from '../../core/names.ts';
import { readConsent } from '../../core/pipeline/joining-file.ts';
import type {
  BranchCommit, DeclinedPullRequest, LaneBranchState, PinnedFile, Snapshot,
} from '../../core/promotion/facts.ts';
import { Lineage } from '../../core/text/trailers.ts';
import { openPullRequest } from './pull-request.ts';
import { mergeMethodsOf, requirementsOf } from './requirements.ts';
import { nodesOf, type RawBlobEntry, type RawCommit, type RawHere, type RawTip } from './raw.ts';

/** An ordinary file; GitHub gives the mode as a decimal number. */
const ORDINARY_FILE = 0o100644;

/** What the look saw of a lane's own repository. */
export function snapshotOf(raw: RawHere, asked: { repo: RepoName; paths: string[]; bot: string }): Answer<Snapshot> {
  const { base, head } = raw;
  if (base?.target === null || base?.target === undefined) return unknown('its base branch does not exist');
  const tip = base.target;
  const branch = branchState(raw, asked.bot);
  if (branch === 'unknown') return unknown('what its Sluice branch adds to the base could not be read');
  const open = nodesOf(raw.open).find((pr) => !pr.isCrossRepository);
  const declined = declinedOf(raw, asked.bot);
  return known({
    repo: asked.repo,
    id: raw.id,
    private: raw.isPrivate,
    archived: raw.isArchived,
    consent: readConsent(raw.consent?.target?.file?.object?.text ?? undefined),
    base: { name: branchName(base.name), tip: commitSha(tip.oid), tree: tip.tree?.oid ?? '' },
    requires: requirementsOf(base),
    mergeMethods: mergeMethodsOf(raw),
    files: asked.paths.map((path, index) => pinnedFile(path, index, { base: tip, head: head?.target ?? undefined })),
    ...(branch === undefined ? {} : { branch }),
    ...(open === undefined ? {} : { open: openPullRequest(open, asked.bot) }),
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
    history: nodesOf(tips.base[`h${index}`]).map((node) => ({
      commit: commitSha(node.oid),
      author: node.author?.user?.login ?? node.author?.name ?? 'somebody',
      ...(node.file?.object?.text === null || node.file?.object?.text === undefined ? {} : { text: node.file.object.text }),
    })),
  };
}

function textAs<Key extends string>(key: Key, entry: RawBlobEntry | undefined): { [key in Key]?: string } {
  const text = entry?.object?.text;
  return text === null || text === undefined ? {} : ({ [key]: text } as { [key in Key]: string });
}

/** A file is edited as text, byte for byte; what is not plain UTF-8 text would not come back as it was. */
function whyUnreadable({ mode, object }: RawBlobEntry): string | undefined {
  if (mode !== ORDINARY_FILE) return `it is not an ordinary file (mode ${mode.toString(8)})`;
  if (object?.text === null || object?.text === undefined) return object?.isBinary === true ? 'it is binary' : 'it has no text';
  if (object.isTruncated === true) return 'it is too large to be read whole';
  if (object.byteSize !== undefined && object.byteSize !== Buffer.byteLength(object.text)) return 'it is not UTF-8';
  return undefined;
}

function branchState(raw: RawHere, bot: string): LaneBranchState | undefined | 'unknown' {
  const tip = raw.head?.target;
  if (tip === null || tip === undefined) return undefined;
  const ahead = raw.base?.ahead;
  if (ahead === null || ahead === undefined) return 'unknown';
  const commits = nodesOf(ahead.commits).toReversed();
  if (commits.length < ahead.aheadBy) return 'unknown';
  const own = new Set(commits.map((commit) => commit.oid));
  const lineage = commits.filter((commit) => isOurs(commit, bot)).map((commit) => Lineage.parse(commit.message)).find((found) => found !== undefined);
  return {
    tip: commitSha(tip.oid),
    commits: commits.map((commit) => branchCommit(commit, own, bot)),
    ...(lineage === undefined ? {} : { lineage }),
  };
}

function branchCommit(raw: RawCommit, own: Set<string>, bot: string): BranchCommit {
  const parents = nodesOf(raw.parents);
  return {
    commit: commitSha(raw.oid),
    author: raw.author?.user?.login ?? raw.author?.name ?? 'somebody',
    byUs: isOurs(raw, bot),
    mergesBase: parents.length === 2 && raw.signature?.wasSignedByGitHub === true && parents.some((parent) => !own.has(parent.oid)),
  };
}

/**
 * GitHub signs a commit of an App only with the App's own bot as its author, so a valid signature of GitHub's over the
 * bot's address is proof (docs: about commit signature verification). A bot has no `user` in GraphQL.
 */
export function isOurs(commit: RawCommit, bot: string): boolean {
  const { signature, author } = commit;
  return signature?.isValid === true && signature.wasSignedByGitHub && (author?.email ?? '').endsWith(`+${bot}@users.noreply.github.com`);
}

/** The newest ended pull request of the lane, if a person closed it. */
function declinedOf(raw: RawHere, bot: string): DeclinedPullRequest | undefined {
  const [newest] = nodesOf(raw.past)
    .filter((pr) => !pr.isCrossRepository)
    .sort((a, b) => b.number - a.number);
  if (newest?.state !== 'CLOSED') return undefined;
  const by = nodesOf(newest.timelineItems)[0]?.actor?.login ?? 'somebody';
  if (`${by}[bot]` === bot || by === bot) return undefined;
  const last = nodesOf(newest.commits)[0]?.commit;
  const lineage = last === undefined || !isOurs(last, bot) ? undefined : Lineage.parse(last.message);
  return { number: newest.number, by, ...(lineage === undefined ? {} : { lineage }) };
}
