import { reachable } from '../../git/history.ts';
import type { Oid } from '../../git/storage.ts';
import { repoHtml } from '../json/repository.ts';
import { resolveCommit } from '../repos.ts';
import type { Pull, Repo } from '../state.ts';
import type { Release } from './release.ts';

interface Span {
  tag: string;
  tip: Oid | undefined;
  /** The release that this one is compared with. */
  before: Release | undefined;
  origin: string;
}

/** The notes GitHub writes by itself: what was merged since the release before. It names new contributors too; the forge does not. */
export function releaseNotes(repo: Repo, { tag, tip, before, origin }: Span): string {
  const html = repoHtml(repo, origin);
  const from = before && resolveCommit(repo, `refs/tags/${before.tag}`);
  const lines = tip === undefined ? [] : mergedBetween(repo, tip, from).map((pull) => lineOf(pull, html));
  const list = lines.length === 0 ? '' : `## What's Changed\n${lines.join('\n')}\n\n\n`;
  const span = before === undefined ? `commits/${tag}` : `compare/${before.tag}...${tag}`;
  return `${list}**Full Changelog**: ${html}/${span}`;
}

function lineOf({ title, author, number }: Pull, html: string): string {
  return `* ${title} by @${author.login} in ${html}/pull/${number}`;
}

function mergedBetween(repo: Repo, tip: Oid, from: Oid | undefined): Pull[] {
  const commits = new Set(reachable(repo.git.objects, tip, from === undefined ? [] : [from]).map(({ oid }) => oid));
  return [...repo.issues.values()].filter(
    (issue): issue is Pull => issue.kind === 'pull' && issue.merged !== undefined && commits.has(issue.merged.commit),
  );
}
