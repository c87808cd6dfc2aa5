import { unknown, type Answer } from '../../../core/answer.ts';
import type { IssueAddress, Range } from '../../../core/changelog/history.ts';
import { rootsOf } from '../../../core/changelog/range/path-roots.ts';
import type { CommitSha, RepoName } from '../../../core/names.ts';
import type { GithubClient } from '../../client/client.ts';
import type { GithubClients } from '../../client/clients.ts';
import { groupByInstallation } from '../../installation-groups.ts';
import { commitKey, type CommitOf, type Memory } from './memory.ts';
import { readFacts, readThreads, readWide, type CommitAsked } from './brought/read-facts.ts';
import { readRanges } from './ranges/read-ranges.ts';
import type { ReadingTools } from './ranges/read-pages.ts';

/** What is wanted to be known of a repository between two commits. */
export interface AskedRange {
  repo: RepoName;
  from: CommitSha;
  to: CommitSha;
  paths?: string[];
}

/** Asks GitHub for one round of questions: everything of one installation together, into one memory, every query counted. */
export class Reader {
  queries = 0;
  readonly #clients: GithubClients;
  readonly #memory: Memory;
  readonly #widened = new Set<string>();

  constructor(clients: GithubClients, memory: Memory) {
    this.#clients = clients;
    this.#memory = memory;
  }

  async ranges(asked: AskedRange[]): Promise<Map<AskedRange, Answer<Range>>> {
    const answers = new Map<AskedRange, Answer<Range>>();
    const { groups, unreachable } = await groupByInstallation(this.#clients, asked);
    for (const [range, why] of unreachable) answers.set(range, why);
    for (const { client, items } of groups) {
      const wanted = new Map(items.map((range) => [{ ...range, roots: rootsOf(range.paths) ?? [] }, range]));
      const read = await readRanges(this.#tools(client), [...wanted.keys()]);
      for (const [rooted, range] of wanted) answers.set(range, read.get(rooted) ?? unknown('it was not answered'));
    }
    return answers;
  }

  async facts(commits: CommitAsked[]): Promise<void> {
    const { groups, unreachable } = await groupByInstallation(this.#clients, commits);
    for (const [commit, why] of unreachable) this.#memory.fail(commit, why);
    for (const { client, items } of groups) await readFacts(this.#tools(client), items);
  }

  /** Asks again for commits of which GitHub listed a part, once each. */
  async wide(commits: CommitOf[]): Promise<void> {
    const open = commits.filter((commit) => this.#memory.isCut(commit) && !this.#widened.has(commitKey(commit)));
    for (const commit of open) this.#widened.add(commitKey(commit));
    const { groups } = await groupByInstallation(this.#clients, open);
    for (const { client, items } of groups) await readWide(this.#tools(client), items);
  }

  /** Looks threads up as long as queries are left; those of an installation are one query a hundred. */
  async threads(addresses: IssueAddress[], allowed: number): Promise<void> {
    const { groups } = await groupByInstallation(this.#clients, addresses);
    let left = allowed;
    for (const { client, items } of groups) left -= await readThreads(this.#tools(client), items, left);
  }

  #tools(client: GithubClient): ReadingTools {
    const onQuery = (): void => {
      this.queries += 1;
    };
    return { client, memory: this.#memory, onQuery };
  }
}
