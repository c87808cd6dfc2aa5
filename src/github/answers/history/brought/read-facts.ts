import type { IssueAddress } from '../../../../core/changelog/history.ts';
import type { CommitSha, RepoName } from '../../../../core/names.ts';
import { unknown, type Unknown } from '../../../../core/answer.ts';
import { failureSentence, type Failure, type GraphqlProblem } from '../../../client/outcome.ts';
import { factsDocument, type FactsAsked } from '../documents.ts';
import { threadKey } from '../../../../core/changelog/threads.ts';
import { inHalves, isTooMuch } from '../in-halves.ts';
import type { CommitOf, Memory } from '../memory.ts';
import { isUnfinished, problemsAt, whyFailed, whySpoilt } from '../problems.ts';
import type { RawBrought, RawLately, RawThread } from '../raw.ts';
import type { ReadingTools } from '../ranges/read-pages.ts';

/** Commits in one query, far from GitHub's limit of ten seconds. */
export const FACTS_A_QUERY = 50;
/** Threads in one query, two for each commit. */
const THREADS_A_QUERY = 100;

/** Commits in one query of which all is asked for that GitHub gives on a page: each is twelve thousand nodes. */
const WIDE_COMMITS = 20;

/** A commit whose pull requests are wanted, and the threads that it names. */
export interface CommitAsked extends CommitOf {
  names: IssueAddress[];
}

type RawFacts = Record<string, (RawLately & Record<string, RawBrought | RawThread | null>) | null>;

/**
 * The pull requests of commits, many repositories in one query, and on the way the threads that the commits name. Where GitHub
 * answers nothing at all, the rest is not asked for.
 */
export async function readFacts(tools: ReadingTools, commits: CommitAsked[]): Promise<void> {
  let silence: Unknown | undefined;
  for (let start = 0; start < commits.length; start += FACTS_A_QUERY) {
    const some = commits.slice(start, start + FACTS_A_QUERY);
    if (silence !== undefined) {
      for (const commit of some) tools.memory.fail(commit, silence);
      continue;
    }
    await inHalves(some, async (half) => {
      const { again, unanswered } = await readSome(tools, half);
      silence = unanswered;
      return again;
    });
    if (some.some((commit) => tools.memory.failure(commit) === undefined)) silence = undefined;
  }
}

/** Once more, for commits of which GitHub had more to list than was asked for. What is beyond one query stays as it is. */
export async function readWide(tools: ReadingTools, commits: CommitOf[]): Promise<void> {
  await ask(tools, { commits: commits.slice(0, WIDE_COMMITS), threads: [], isWide: true });
}

/** Threads by themselves, in at most so many queries; how many it took. One that fails spoils no other, and is not looked up again. */
export async function readThreads(tools: ReadingTools, addresses: IssueAddress[], allowed: number): Promise<number> {
  let queries = 0;
  for (; queries < allowed && queries * THREADS_A_QUERY < addresses.length; queries += 1)
    await ask(tools, {
      commits: [],
      threads: addresses.slice(queries * THREADS_A_QUERY, (queries + 1) * THREADS_A_QUERY),
    });
  return queries;
}

async function readSome(tools: ReadingTools, commits: CommitAsked[]): Promise<Asking<CommitAsked>> {
  const named = new Map(commits.flatMap(({ names }) => names).map((address) => [threadKey(address), address]));
  return ask(tools, { commits, threads: [...named.values()].slice(0, THREADS_A_QUERY) });
}

interface Asking<Asked> {
  /** May be answered in smaller company. */
  again: Asked[];
  /** Why GitHub answered nothing, whatever it was about. */
  unanswered?: Unknown;
}

const SILENCE = new Set<Failure['kind']>(['limited', 'unauthorised', 'unavailable']);

async function ask<Asked extends CommitOf>(
  { client, memory, onQuery }: ReadingTools,
  { commits, threads, isWide = false }: { commits: Asked[]; threads: IssueAddress[]; isWide?: boolean },
): Promise<Asking<Asked>> {
  const open = threads.filter((one) => !memory.isLookedUp(one));
  const asked = byRepository(commits, open);
  if (asked.length === 0) return { again: [] };
  onQuery();
  const { text, variables } = factsDocument(asked, isWide);
  const outcome = await client.graphql<RawFacts>(text, variables, { divisible: !isWide && commits.length > 1 });
  if ('failed' in outcome) {
    const { failed } = outcome;
    for (const commit of isWide ? [] : commits) memory.fail(commit, whyFailed(commit.repo, failed));
    return {
      again: isTooMuch(failed) ? commits : [],
      ...(SILENCE.has(failed.kind) && { unanswered: unknown(failureSentence(failed)) }),
    };
  }
  const unfinished = new Set<CommitSha>();
  for (const [index, part] of asked.entries()) {
    const answer = { raw: outcome.ok[`r${index}`] ?? null, alias: `r${index}`, problems: outcome.errors ?? [] };
    for (const commit of takeIn(memory, part, answer)) unfinished.add(commit);
  }
  return { again: commits.filter(({ commit }) => unfinished.has(commit)) };
}

function byRepository(commits: CommitOf[], threads: IssueAddress[]): FactsAsked[] {
  const asked = new Map<string, FactsAsked>();
  const of = (repo: RepoName): FactsAsked => {
    const one = asked.get(repo.toLowerCase()) ?? { repo, commits: [], threads: [] };
    asked.set(repo.toLowerCase(), one);
    return one;
  };
  for (const { repo, commit } of commits) of(repo).commits.push(commit);
  for (const { repo, number } of threads) of(repo).threads.push(number);
  return [...asked.values()];
}

interface PartOfAnswer {
  raw: RawFacts[string];
  alias: string;
  problems: GraphqlProblem[];
}

/** Returns the commits with which GitHub did not come to an end. */
function takeIn(
  memory: Memory,
  { repo, commits, threads }: FactsAsked,
  { raw, alias, problems }: PartOfAnswer,
): CommitSha[] {
  if (raw === null) {
    const [problem] = problemsAt(problems, alias);
    for (const commit of commits) memory.fail({ repo, commit }, whySpoilt(repo, problem));
    return problem !== undefined && isUnfinished(problem) ? commits : [];
  }
  memory.landRaw(repo, raw);
  for (const number of threads) takeInThread(memory, { repo, number }, { raw, alias, problems });
  return commits.filter((commit, place) => {
    const [problem] = problemsAt(problems, alias, `c${place}`);
    const brought = raw[`c${place}`] as RawBrought | null | undefined;
    if (problem !== undefined) memory.fail({ repo, commit }, whySpoilt(repo, problem));
    // A commit that GitHub has not, such as one that was never pushed, has no pull request there.
    else if (!brought) memory.index({ repo, commit }, []);
    else memory.indexRaw({ repo, commit }, brought);
    return problem !== undefined && isUnfinished(problem);
  });
}

function takeInThread(memory: Memory, address: IssueAddress, { raw, alias, problems }: PartOfAnswer): void {
  const field = `t${address.number}`;
  const thread = raw?.[field] as RawThread | null | undefined;
  if (thread) return memory.thread(address, thread);
  const why = problems.filter(({ path }) => path[0] === alias && path[1] === field);
  if (why.some(({ path, type }) => type === 'NOT_FOUND' && path.length === 2))
    memory.threads.absent.add(threadKey(address));
  else if (!why.some(isUnfinished)) memory.refuse(address);
}
