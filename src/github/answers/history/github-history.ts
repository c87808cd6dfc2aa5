import { isKnown, known, type Answer } from '../../../core/answer.ts';
import type {
  Associations,
  History,
  IssueAddress,
  KnownThreads,
  PullRequestFact,
  Range,
  RangeCommit,
} from '../../../core/changelog/history.ts';
import { threadKey } from '../../../core/changelog/threads.ts';
import type { CommitSha, RepoName } from '../../../core/names.ts';
import type { Clock } from '../../../ports/clock.ts';
import type { Mirrors } from '../../../ports/mirrors.ts';
import type { Cache } from '../../../ports/store/cache.ts';
import type { GithubClients } from '../../client/clients.ts';
import { commitKey, Memory, type CommitOf } from './memory.ts';
import { namedThreads, threadsOf } from './brought/named-threads.ts';
import { FACTS_A_QUERY, type CommitAsked } from './brought/read-facts.ts';
import { Reader, type AskedRange } from './reader.ts';
import { RememberedFacts } from './brought/remembered.ts';
import { RememberedRanges } from './ranges/remembered-ranges.ts';
import { gapsIn } from './gaps.ts';

/** A history that can read several ranges at once before it is asked for them. */
export interface GithubHistory extends History {
  /** Reads ranges and their pull requests, all together; what is asked afterwards is answered from memory. */
  prepare(ranges: AskedRange[]): Promise<void>;
  /** Whether the pull requests of a range are indexed, so that no later answer has more of them. */
  isSettled(range: AskedRange): boolean;
}

export interface HistoryOptions {
  /** What answers for ranges before GitHub is asked: mirrors, or a clone. What it does not know, the API tells. */
  ranges?: Pick<Mirrors, 'range'>;
  /** Where facts that cannot change any more are kept. */
  cache?: Cache;
  clock: Clock;
  /** Where people read this GitHub: in addresses of issues. Without it `github.com`. */
  host?: string;
}

/**
 * Ranges, pull requests and issues over GitHub's API, in at most one query for every fifty commits. One object serves one round of
 * questions: it remembers what it was told.
 */
export function githubHistory(clients: GithubClients, options: HistoryOptions): GithubHistory {
  return new ApiHistory(clients, options);
}

const NO_CACHE: Cache = {
  get: () => Promise.resolve(new Map()),
  put: () => Promise.resolve(),
  putAll: () => Promise.resolve(),
};

const keyOf = ({ repo, from, to, paths = [] }: AskedRange): string =>
  JSON.stringify([repo.toLowerCase(), from, to, ...paths]);

class ApiHistory implements GithubHistory {
  readonly host: string;
  readonly #options: HistoryOptions;
  readonly #memory = new Memory();
  readonly #reader: Reader;
  readonly #remembered: RememberedFacts;
  readonly #rememberedRanges: RememberedRanges;
  readonly #ranges = new Map<string, Answer<Range>>();
  /** Those that took a query to read, and are not kept yet. */
  readonly #byApi = new Map<string, Range>();
  /** By whose installations threads may be looked up. */
  readonly #owners = new Set<string>();
  #commits = 0;

  constructor(clients: GithubClients, options: HistoryOptions) {
    this.host = options.host ?? 'github.com';
    this.#options = options;
    this.#reader = new Reader(clients, this.#memory);
    this.#remembered = new RememberedFacts(options.cache ?? NO_CACHE);
    this.#rememberedRanges = new RememberedRanges(options.cache ?? NO_CACHE);
  }

  async prepare(ranges: AskedRange[]): Promise<void> {
    await this.#readRanges(ranges);
    await this.#readFacts(ranges.map((range) => ({ repo: range.repo, commits: this.#commitsOf(range) })));
  }

  isSettled(range: AskedRange): boolean {
    const now = this.#options.clock.now();
    const isIndexed = (one: CommitOf): boolean =>
      (this.#memory.indexed(one) ?? []).length > 0 || this.#remembered.hasNone(one, now);
    return this.#commitsOf(range).every(({ commit }) => isIndexed({ repo: range.repo, commit }));
  }

  async range(
    repo: RepoName,
    ...[from, to, paths]: [from: CommitSha, to: CommitSha, paths?: string[]]
  ): Promise<Answer<Range>> {
    const asked = { repo, from, to, ...(paths && { paths }) };
    await this.#readRanges([asked]);
    return this.#ranges.get(keyOf(asked)) ?? { unknown: 'it was not asked for' };
  }

  async pullRequests(repo: RepoName, commits: RangeCommit[]): Promise<Answer<Associations>> {
    this.#owners.add(ownerOf(repo));
    await this.#readFacts([{ repo, commits }]);
    const brought = new Map<CommitSha, PullRequestFact[]>();
    for (const { commit } of commits) {
      const of = { repo, commit };
      const indexed = this.#memory.indexed(of);
      if (indexed === undefined) return this.#memory.failure(of) ?? { unknown: 'it was not asked for' };
      const landed = this.#memory.landed(of);
      brought.set(commit, indexed.length > 0 || landed === undefined ? indexed : [landed]);
    }
    const cut = commits.filter(({ commit }) => this.#memory.isCut({ repo, commit })).length;
    return known({ brought, gaps: gapsIn({ cut }) });
  }

  async issues(addresses: IssueAddress[]): Promise<Answer<KnownThreads>> {
    const { threads } = this.#memory;
    const isOpen = (one: IssueAddress): boolean => !this.#memory.isLookedUp(one) && this.#isNear(one);
    const allowed = Math.ceil(this.#commits / FACTS_A_QUERY) - this.#reader.queries;
    await this.#reader.threads(addresses.filter(isOpen), allowed);
    const open = addresses.filter(isOpen).length;
    if (open > 0) await this.#leaveToNextRound();
    const keys = addresses.map(threadKey);
    const found = keys.flatMap((key) => {
      const fact = threads.found.get(key);
      return fact === undefined ? [] : [[key, fact] as const];
    });
    const absent = new Set(keys.filter((key) => threads.absent.has(key)));
    return known({ found: new Map(found), absent, gaps: gapsIn({ open }) });
  }

  /** What was not looked up is for the next round: then ranges are at hand, and the query for one may be one for threads. */
  async #leaveToNextRound(): Promise<void> {
    await this.#rememberedRanges.keep(this.#byApi);
    this.#byApi.clear();
  }

  async #readRanges(asked: AskedRange[]): Promise<void> {
    const open = [...new Map(asked.map((range) => [keyOf(range), range]))].flatMap(([key, range]) =>
      this.#ranges.has(key) ? [] : [range],
    );
    const answers = await this.#fromMirrors(open);
    const unread = open.filter((range) => !answers.has(range));
    const kept = await this.#rememberedRanges.recall(unread.map(keyOf));
    for (const range of unread) {
      const one = kept.get(keyOf(range));
      if (one !== undefined) answers.set(range, known(one));
    }
    const left = open.filter((range) => !answers.has(range));
    const read = await this.#reader.ranges(left);
    for (const [range, answer] of read) if (isKnown(answer)) this.#byApi.set(keyOf(range), answer.known);
    for (const [range, answer] of [...answers, ...read]) {
      this.#ranges.set(keyOf(range), answer);
      this.#owners.add(ownerOf(range.repo));
      if (isKnown(answer)) this.#commits += answer.known.commits.length + answer.known.removed.length;
    }
  }

  async #fromMirrors(asked: AskedRange[]): Promise<Map<AskedRange, Answer<Range>>> {
    const { ranges } = this.#options;
    const answers = new Map<AskedRange, Answer<Range>>();
    if (ranges === undefined) return answers;
    const all = asked.map(async (range) => {
      const answer = await ranges.range(range.repo, range.from, range.to, range.paths);
      if (isKnown(answer)) answers.set(range, answer);
    });
    await Promise.all(all);
    return answers;
  }

  async #readFacts(asked: { repo: RepoName; commits: RangeCommit[] }[]): Promise<void> {
    const all = new Map(
      asked.flatMap(({ repo, commits }) =>
        commits.map((commit) => [commitKey({ repo, commit: commit.commit }), { repo, commit }] as const),
      ),
    );
    const ids = [...all.values()].map(({ repo, commit: { commit } }) => ({ repo, commit }));
    await this.#remembered.recall(this.#memory, ids);
    const open = [...all.values()].filter(({ repo, commit: { commit } }) => !this.#memory.wasAsked({ repo, commit }));
    const told = ids.flatMap((one) => this.#memory.indexed(one) ?? []);
    await this.#reader.facts(this.#askedOf(open, told));
    await this.#reader.wide(ids);
    await this.#remembered.keep(this.#memory, ids, this.#options.clock.now());
  }

  /** The query for the first of the commits asks for threads that pull requests name which are known already. */
  #askedOf(open: { repo: RepoName; commit: RangeCommit }[], told: PullRequestFact[]): CommitAsked[] {
    const { host } = this;
    const isWanted = (one: IssueAddress): boolean => this.#isNear(one) && !this.#memory.isLookedUp(one);
    const earlier = open.length === 0 ? [] : told.flatMap((fact) => threadsOf(host, fact));
    return open.map(({ repo, commit }, index) => {
      const names = [...namedThreads({ repo, host }, commit), ...(index === 0 ? earlier : [])];
      return { repo, commit: commit.commit, names: names.filter(isWanted) };
    });
  }

  /** Of other owners nothing is looked up: another installation, or none, would have to be asked. */
  readonly #isNear = ({ repo }: IssueAddress): boolean => this.#owners.has(ownerOf(repo));

  #commitsOf(range: AskedRange): RangeCommit[] {
    const answer = this.#ranges.get(keyOf(range));
    return answer !== undefined && isKnown(answer) ? answer.known.commits : [];
  }
}

const ownerOf = (repo: string): string => (repo.split('/')[0] ?? repo).toLowerCase();
