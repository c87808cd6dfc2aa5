import { isKnown, known, unknown } from '../../core/answer.ts';
import type { Answer } from '../../core/answer.ts';
import type { Range } from '../../core/changelog/history.ts';
import type { RepoName } from '../../core/names.ts';
import type { CloneAccess } from '../../ports/github/clone-access.ts';
import type { GitProcess } from '../process/git-process.ts';
import type { Failure, RangeAnswer, RangeRequest } from '../process/requests.ts';
import { toRange } from '../reading/to-range.ts';
import { markUsed, NOT_OURS, whoseIs } from './mirror-folder.ts';

export interface MirrorUse {
  gits: GitProcess;
  access: CloneAccess;
  /** Told when a fetch begins; what it gives back is called when it ends. */
  fetching: (repo: RepoName) => () => void;
}

/** Reads a range off a mirror: at once where it has both commits, else after one fetch of what it lacks. */
export async function answerRange(use: MirrorUse, repo: RepoName, request: RangeRequest): Promise<Answer<Range>> {
  const before = await read(use, request);
  if ('classification' in before) {
    if (!before.classification.startsWith('unknown')) return known(toRange(before));
  } else if (before.kind !== 'broken') return unread(repo, before);
  const failure = await fetchInto(use, repo, { request, isAnew: 'kind' in before });
  if (failure !== undefined) return unread(repo, failure);
  const after = await read(use, request);
  return 'classification' in after ? known(toRange(after)) : unread(repo, after);
}

const unread = (repo: RepoName, { because, next }: Failure): Answer<Range> =>
  unknown(`the mirror of ${repo} cannot be used, because ${next === undefined ? because : `${because}: ${next}`}`);

const EMPTY: RangeAnswer = { classification: 'unknown-old', commits: [], removed: [], elsewhere: [] };

async function read({ gits }: MirrorUse, request: RangeRequest): Promise<RangeAnswer | Failure> {
  const { directory } = request.repository;
  const owner = whoseIs(directory);
  if (owner === 'others') return { kind: 'other', because: NOT_OURS };
  if (owner === 'nobody') return EMPTY;
  const outcome = await gits.ask(request);
  if ('failure' in outcome) return outcome.failure;
  await markUsed(directory, Date.now());
  return outcome.answer;
}

async function fetchInto(
  { gits, access, fetching }: MirrorUse,
  repo: RepoName,
  { request, isAnew }: { request: RangeRequest; isAnew: boolean },
): Promise<Failure | undefined> {
  const admitted = await access.of(repo);
  if (!isKnown(admitted)) return { kind: 'other', because: admitted.unknown };
  const { repository, from, to } = request;
  const ended = fetching(repo);
  const outcome = await gits
    .ask({ ask: 'fetch', repository, ...admitted.known, commits: [...new Set([from, to])], isAnew })
    .finally(ended);
  return 'failure' in outcome ? outcome.failure : undefined;
}
