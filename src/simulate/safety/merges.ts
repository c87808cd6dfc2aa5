import { fullNameOf } from '../../forge/domain/json/repository.ts';
import type { ForgeState, Pull, Repo } from '../../forge/domain/state.ts';
import type { SentRequest } from '../world/request.ts';

const MERGE = /\/repos\/([^/]+\/[^/]+)\/pulls\/(\d+)\/merge$/;
/** Mutations that end in a merge of what the pull request holds then. */
const MERGING = /\b(?:mergePullRequest|enqueuePullRequest|enablePullRequestAutoMerge)\b/;

/** Why a merge that is asked for is one of another commit than the one that was looked at; undefined for whatever is none. */
export function mergeIsWrong(state: ForgeState, { url, body, graphql }: SentRequest): string | undefined {
  if (graphql !== undefined) {
    if (typeof body['query'] !== 'string' || !MERGING.test(body['query'])) return undefined;
    return JSON.stringify(body['variables'] ?? {}).includes('"expectedHeadOid":"')
      ? undefined
      : `${graphql} merges without the head that it was decided on`;
  }
  const [, name = '', number] = MERGE.exec(url.pathname) ?? [];
  const repo = state.repos.get(name.toLowerCase());
  const pull = repo?.issues.get(Number(number));
  if (repo === undefined || pull?.kind !== 'pull') return undefined;
  const at = `${fullNameOf(repo)}#${pull.number}`;
  if (typeof body['sha'] !== 'string') return `${at} is merged without the head that it was decided on`;
  return body['sha'] === pull.headOid && pull.state === 'open' ? notGreen(repo, pull, at) : undefined;
}

/** GitHub would merge it, so its checks must be good at this moment. */
function notGreen(repo: Repo, { headOid }: Pull, at: string): string | undefined {
  const latest = new Map(
    repo.statuses.filter(({ sha }) => sha === headOid).map(({ context, state }) => [context, state]),
  );
  const bad = [...latest].filter(([context, state]) => !context.startsWith('sluice/') && state !== 'success');
  if (bad.length > 0)
    return `${at} is merged at ${headOid} while ${bad.map(([context]) => context).join(', ')} is not green`;
  const checked = [...latest.keys()].some((context) => !context.startsWith('sluice/'));
  return checked || repo.checkRuns.some(({ headSha }) => headSha === headOid)
    ? undefined
    : `${at} is merged at ${headOid}, which no check has seen`;
}
