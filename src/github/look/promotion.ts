import { known, unknown, type Answer } from '../../core/answer.ts';
import { commitSha, type RepoName } from '../../core/names.ts';
import type { PromotionState } from '../../ports/github/looks.ts';
import type { GithubClients } from '../client/clients.ts';
import { clientFor } from '../installation-groups.ts';
import { split } from '../repo-parts.ts';
import { wholeAnswer } from '../whole-answer.ts';
import { nodesOf, type Maybe, type RawCommit } from './raw.ts';
import { isOurCommit, type Self } from './self.ts';

const PROMOTION = `query Promotion($owner: String!, $name: String!, $number: Int!) {
  repository(owner: $owner, name: $name) { id defaultBranchRef { name } pullRequest(number: $number) {
    state baseRefName headRefName headRefOid mergedAt mergedBy { login } mergeCommit { oid }
    headRef { target { oid } }
    commits(last: 50) { nodes { commit { oid message author { name email user { login } } committer { email }
      signature { isValid wasSignedByGitHub } parents(first: 3) { nodes { oid } } } } } } } }`;

interface RawPromotion {
  repository: Maybe<{
    id: string;
    defaultBranchRef: Maybe<{ name: string }>;
    pullRequest: Maybe<{
      state: 'OPEN' | 'MERGED' | 'CLOSED';
      baseRefName: string;
      headRefName: string;
      headRefOid: string;
      mergedAt: Maybe<string>;
      mergedBy: Maybe<{ login: string }>;
      mergeCommit: Maybe<{ oid: string }>;
      headRef: Maybe<{ target: Maybe<{ oid: string }> }>;
      commits: { nodes: Maybe<Maybe<{ commit: RawCommit }>[]> };
    }>;
  }>;
}

/** One pull request of ours, open or ended, with the message that carries its lineage. */
export async function readPromotion(
  tools: { clients: GithubClients; self: Self },
  repo: RepoName,
  number: number,
): Promise<Answer<PromotionState>> {
  const client = await clientFor(tools.clients, repo);
  if ('unknown' in client) return client;
  const answer = wholeAnswer(await client.known.graphql<RawPromotion>(PROMOTION, { ...split(repo), number }));
  if ('unknown' in answer) return answer;
  const { repository } = answer.known;
  const raw = repository?.pullRequest;
  if (repository === null || raw === null || raw === undefined) return unknown(`${repo}#${number} cannot be seen`);
  const ours = nodesOf(raw.commits)
    .map(({ commit }) => commit)
    .findLast((commit) => isOurCommit(commit, tools.self));
  const tip = raw.headRef?.target?.oid;
  return known({
    repo,
    repositoryId: repository.id,
    number,
    head: commitSha(raw.headRefOid),
    base: raw.baseRefName,
    defaultBranch: repository.defaultBranchRef?.name ?? '',
    headBranch: raw.headRefName,
    state: raw.state === 'OPEN' ? 'open' : raw.state === 'MERGED' ? 'merged' : 'closed',
    ...(raw.mergeCommit === null
      ? {}
      : {
          merged: {
            commit: commitSha(raw.mergeCommit.oid),
            by: raw.mergedBy?.login ?? 'ghost',
            at: Date.parse(raw.mergedAt ?? ''),
          },
        }),
    ...(ours === undefined ? {} : { message: ours.message }),
    ...(tip === undefined ? {} : { branch: { tip: commitSha(tip) } }),
  });
}
