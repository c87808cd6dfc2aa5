import { accountOfRepo } from '../../core/attention-key.ts';
import type { RepoName } from '../../core/names.ts';
import type { SurveyRequest } from '../../ports/github/looks.ts';
import type { Tools } from '../tools.ts';
import { rememberedRepositories } from './sweep-proposals.ts';

/** Repositories of one account in one read. */
const A_READ = 25;

/** Reads of a sweep for accounts of which it reads nothing else, in all: each is a request of its own. */
const MOST_READS_IN_VAIN = 8;

/** A read of lanes and of what lies beside them. */
export type LanesRead = Omit<SurveyRequest, 'elsewhere'>;

/** The repositories without a pipeline in force in which a sweep looks for a proposed file: a pipeline's first one, or one that joins. */
export interface OthersAsked {
  /** Besides each read of lanes, by its place. */
  beside: RepoName[][];
  /** In reads of their own. */
  alone: RepoName[][];
}

/**
 * Those of an account ride with what is read of the account anyway, since a read is one request for each account in it; accounts of
 * which nothing is read have a few reads to themselves. The others have their turn in the sweeps that follow, one `every` so long (ms).
 */
export async function othersAsked(
  { clock, store }: Pick<Tools, 'clock' | 'store'>,
  { reads, own, every }: { reads: LanesRead[]; own: RepoName[]; every: number },
): Promise<OthersAsked> {
  const turn = Math.floor(clock.now() / every);
  const inForce = new Set(own.map((repo) => repo.toLowerCase()));
  const others = (await rememberedRepositories(store)).filter((repo) => !inForce.has(repo.toLowerCase()));
  const accounts = reads.map(accountsOf);
  const beside = reads.map((): RepoName[] => []);
  const alone: RepoName[][] = [];
  for (const [account, repos] of Map.groupBy(others, accountOfRepo)) {
    const places = beside.filter((_, index) => accounts[index]?.has(account));
    if (places.length === 0) alone.push(...inShares(repos, A_READ));
    else {
      // As many in each, so that none is much slower than the others.
      const shares = inShares(repos, Math.min(A_READ, Math.ceil(repos.length / places.length)));
      for (const [index, share] of inTurn(shares, turn, places.length).entries()) places[index]?.push(...share);
    }
  }
  return { beside, alone: inTurn(alone, turn, MOST_READS_IN_VAIN) };
}

/** Whose repositories a read asks for. */
function accountsOf({ lanes, labelled, controls, proposals }: LanesRead): Set<string> {
  const looked = lanes.flatMap(({ lane }) => [
    lane.repo,
    lane.pipeline,
    ...lane.components.map(({ code }): string => code),
  ]);
  return new Set([...looked, ...labelled.repos, ...controls, ...proposals].map(accountOfRepo));
}

/** At most `most`, others at each turn until all have had theirs. */
function inTurn<T>(all: T[], turn: number, most: number): T[] {
  const turns = Math.max(1, Math.ceil(all.length / most));
  const start = (turn % turns) * most;
  return all.slice(start, start + most);
}

function inShares<T>(all: T[], most: number): T[][] {
  return Array.from({ length: Math.ceil(all.length / most) }, (_, index) =>
    all.slice(index * most, (index + 1) * most),
  );
}
