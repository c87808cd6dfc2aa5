import type { RepoName } from '../../../core/names.ts';
import type { RequestStep } from '../../../core/promotion/plan-model.ts';
import { isTeamName, teamParts } from '../../../core/team-name.ts';
import { list } from '../../../core/text/phrases.ts';
import type { EffectOutcome } from '../../../ports/github/effects.ts';
import type { GithubClient } from '../../client/client.ts';
import { split } from '../../repo-parts.ts';
import { outcomeOfFailure } from '../effect-outcome.ts';

/**
 * Asks teams for a review. GitHub takes slugs, which it looks up in the organisation of the repository: a team of another one
 * would be somebody else, so it is left out and said. A team that was asked already is not told again.
 */
export async function request(client: GithubClient, repo: RepoName, step: RequestStep): Promise<EffectOutcome> {
  const { owner, name } = split(repo);
  const slugs: string[] = [];
  const foreign: string[] = [];
  for (const team of step.teams) {
    const slug = slugIn(owner, team);
    if (slug === undefined) foreign.push(team);
    else slugs.push(slug);
  }
  const dropped = foreign.length === 0 ? undefined : `GitHub asks teams of ${owner} alone, and not ${list(foreign)}`;
  if (slugs.length === 0) return { outcome: 'refused', because: dropped ?? 'no team was named' };
  const outcome = await client.request<unknown>('POST /repos/{owner}/{repo}/pulls/{pull_number}/requested_reviewers', {
    owner,
    repo: name,
    pull_number: step.pullRequest.number,
    team_reviewers: slugs,
  });
  if ('failed' in outcome) return outcomeOfFailure(outcome.failed);
  return { outcome: 'done', ...(dropped === undefined ? {} : { because: dropped }) };
}

/** Undefined for a team that the repository's organisation has not. */
function slugIn(owner: string, team: string): string | undefined {
  if (!isTeamName(team)) return undefined;
  const { organisation, slug } = teamParts(team);
  return organisation.toLowerCase() === owner.toLowerCase() ? slug : undefined;
}
