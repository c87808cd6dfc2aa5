import { isKnown, known, unknown, type Answer } from '../../core/answer.ts';
import type { History, IssueFact, PullRequestFact, Range, RangeCommit } from '../../core/changelog/history.ts';
import { rangeWithin } from '../../core/changelog/range/reachability.ts';
import { commitSha, repoName, type CommitSha, type Instant, type RepoName } from '../../core/names.ts';
import type { GithubClient } from '../client/client.ts';
import type { GithubClients } from '../client/clients.ts';
import { clientFor } from '../installation-groups.ts';
import { nodesOf } from '../look/raw.ts';
import { rootsOf } from '../../core/changelog/range/path-roots.ts';
import { split } from '../repo-parts.ts';
import { wholeAnswer } from '../whole-answer.ts';
import { compareByApi, type Compared } from './compare.ts';
import { commitsDocument, RANGE, type RawAssociated, type RawRange, type RawRangeCommit } from './range-document.ts';
import { touching } from './touching.ts';

interface Ends {
  from: CommitSha;
  to: CommitSha;
}

type RawCommits = { repository: Record<string, RawRangeCommit | null> | null };

/** Commits asked for in one query, far from GitHub's limit of ten seconds. */
const COMMITS_A_READ = 50;

/**
 * Ranges over GitHub's API. An ordinary range is one GraphQL read that brings commits, pull requests and issues at once; one
 * that a page does not settle is compared by REST. One object serves one question: it remembers what the range brought.
 */
export class GithubHistory implements History {
  readonly #clients: GithubClients;
  readonly #pullRequests = new Map<CommitSha, PullRequestFact[]>();
  #newest: Instant | undefined;

  constructor(clients: GithubClients) {
    this.#clients = clients;
  }

  /** When the newest commit of the range was made; undefined before a range was read. */
  get newest(): Instant | undefined {
    return this.#newest;
  }

  /** With `paths` the range has the commits alone that changed something there; how the two lie to each other stays. */
  async range(
    repo: RepoName,
    ...[from, to, paths]: [from: CommitSha, to: CommitSha, paths?: string[]]
  ): Promise<Answer<Range>> {
    if (from === to) return known({ classification: 'identical', commits: [], removed: [] });
    const client = await clientFor(this.#clients, repo);
    if (!isKnown(client)) return client;
    const range = await this.#range(client.known, repo, { from, to });
    const roots = rootsOf(paths);
    if (!isKnown(range) || roots === undefined) return range;
    const { classification, commits, removed } = range.known;
    const touched = await touching(client.known, repo, { commits: [...commits, ...removed], roots });
    if (!isKnown(touched)) return touched;
    const kept = new Set(touched.known);
    const isKept = (commit: RangeCommit): boolean => kept.has(commit);
    return known({ classification, commits: commits.filter(isKept), removed: removed.filter(isKept) });
  }

  async #range(client: GithubClient, repo: RepoName, { from, to }: Ends): Promise<Answer<Range>> {
    const answer = wholeAnswer(await client.graphql<RawRange>(RANGE, { ...split(repo), from, to }));
    if (!isKnown(answer)) return answer;
    const found = answer.known.repository;
    if (found === null) return unknown(`${repo} cannot be seen`);
    if (found.to?.history === undefined) return known({ classification: 'unknown-new', commits: [], removed: [] });
    if (found.from?.__typename !== 'Commit') return known({ classification: 'unknown-old', commits: [], removed: [] });
    const page = nodesOf(found.to.history).map((raw) => ({
      oid: raw.oid,
      parents: nodesOf(raw.parents).map((parent) => parent.oid),
      raw,
    }));
    for (const { raw } of page) this.#remember(repo, raw);
    this.#newest = Math.max(...page.map(({ raw }) => Date.parse(raw.committedDate)));
    const within = rangeWithin(page, from, to);
    if (within !== undefined)
      return known({ classification: 'forward', commits: within.map(({ raw }) => rangeCommit(raw)), removed: [] });
    return this.#compare(client, repo, { from, to });
  }

  async #compare(client: GithubClient, repo: RepoName, { from, to }: Ends): Promise<Answer<Range>> {
    const ahead = await compareByApi(client, repo, { base: from, head: to });
    if (!isKnown(ahead)) return ahead;
    const { status, commits } = ahead.known;
    if (status === 'identical') return known({ classification: 'identical', commits: [], removed: [] });
    if (status === 'ahead') return known({ classification: 'forward', commits, removed: [] });
    const behind: Answer<Compared> = await compareByApi(client, repo, { base: to, head: from });
    if (!isKnown(behind)) return behind;
    const removed = behind.known.commits;
    return known({ classification: status === 'behind' ? 'rollback' : 'diverged', commits, removed });
  }

  async pullRequests(repo: RepoName, commits: RangeCommit[]): Promise<Answer<Map<CommitSha, PullRequestFact[]>>> {
    const missing = commits.map(({ commit }) => commit).filter((commit) => !this.#pullRequests.has(commit));
    const client = missing.length === 0 ? undefined : await clientFor(this.#clients, repo);
    if (client !== undefined && !isKnown(client)) return client;
    for (let start = 0; client !== undefined && start < missing.length; start += COMMITS_A_READ) {
      const { text, variables } = commitsDocument(missing.slice(start, start + COMMITS_A_READ));
      const { owner, name } = split(repo);
      const asked = { owner, name, ...variables };
      const answer = wholeAnswer(await client.known.graphql<RawCommits>(text, asked));
      if (!isKnown(answer)) return answer;
      if (answer.known.repository === null) return unknown(`${repo} cannot be seen`);
      for (const raw of Object.values(answer.known.repository)) if (raw !== null) this.#remember(repo, raw);
    }
    return known(new Map(commits.map(({ commit }) => [commit, this.#pullRequests.get(commit) ?? []])));
  }

  /** Titles of issues are only for people's convenience here; GitHub's own links brought those that matter. */
  issues(): Promise<Answer<Map<string, IssueFact>>> {
    return Promise.resolve(known(new Map<string, IssueFact>()));
  }

  #remember(repo: RepoName, raw: RawRangeCommit): void {
    const merged = nodesOf(raw.associatedPullRequests).filter(
      (pr) => pr.merged && pr.baseRepository?.nameWithOwner.toLowerCase() === repo.toLowerCase(),
    );
    this.#pullRequests.set(
      commitSha(raw.oid),
      merged.map((pr) => pullRequestFact(repo, pr)),
    );
  }
}

function rangeCommit(raw: RawRangeCommit): RangeCommit {
  return {
    commit: commitSha(raw.oid),
    parents: nodesOf(raw.parents).map((parent) => commitSha(parent.oid)),
    message: raw.message,
    author: raw.author?.user?.login ?? raw.author?.name ?? '',
    at: Date.parse(raw.committedDate),
  };
}

function pullRequestFact(repo: RepoName, raw: RawAssociated): PullRequestFact {
  return {
    repo,
    number: raw.number,
    title: raw.title,
    body: raw.body,
    author: raw.author?.login ?? 'ghost',
    ...(raw.mergeCommit === null ? {} : { mergeCommit: commitSha(raw.mergeCommit.oid) }),
    closes: nodesOf(raw.closingIssuesReferences).map((issue) => ({
      repo: repoName(issue.repository.nameWithOwner),
      number: issue.number,
      title: issue.title,
      private: issue.repository.isPrivate,
    })),
  };
}
