import { isKnown, known } from '../answer.ts';
import type { Answer } from '../answer.ts';
import type { CommitSha, RepoName } from '../names.ts';
import { assembleChangelog } from './assemble.ts';
import { attribute } from './attribution/attribute.ts';
import type { Changelog } from './changelog-model.ts';
import { gatherReferences } from './gather.ts';
import type { Associations, History, KnownThreads } from './history.ts';
import { newestFirst } from './range/order.ts';

export interface ChangelogRequest {
  repo: RepoName;
  from: CommitSha;
  to: CommitSha;
  /** Only changes under these paths, for a component that is part of a repository. */
  paths?: string[];
  /** Projects of other trackers whose keys count: `PAY` for `PAY-12`. Without one no word is taken for a key. */
  trackers?: string[];
}

export interface ChangelogQuestion extends ChangelogRequest {
  /** Where people read issues. */
  host: string;
}

const NOTHING_BROUGHT: Associations = { brought: new Map() };
const NOBODY_ASKED: KnownThreads = { found: new Map(), absent: new Set() };

/**
 * The pull requests, issues, direct commits and reverts between two commits of a repository. The same history gives the same
 * changelog, in the same order. What the history cannot tell makes the whole unknown: half a changelog would tell half the issues.
 */
export async function answerChangelog(request: ChangelogRequest, history: History): Promise<Answer<Changelog>> {
  const { repo, from, to, paths } = request;
  const answer = await history.range(repo, from, to, paths);
  if (!isKnown(answer)) return answer;
  const { commits, removed } = answer.known;
  const range = { ...answer.known, commits: newestFirst(commits), removed: newestFirst(removed) };
  const associations = commits.length === 0 ? known(NOTHING_BROUGHT) : await history.pullRequests(repo, range.commits);
  if (!isKnown(associations)) return associations;
  const question = { ...request, host: history.host ?? 'github.com' };
  const { brought, gaps = [] } = associations.known;
  const attribution = attribute(repo, range, brought);
  const gathered = gatherReferences(question, range, attribution);
  const wanted = gathered.references.map(({ repo, number }) => ({ repo, number }));
  const threads = wanted.length === 0 ? known(NOBODY_ASKED) : await history.issues(wanted);
  if (!isKnown(threads)) return threads;
  const left = { limits: history.limits ?? [], gaps: [...gaps, ...(threads.known.gaps ?? [])] };
  return known(assembleChangelog({ question, range, gathered, threads: threads.known, ...left }));
}
