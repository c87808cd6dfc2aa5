import { shortReference } from '../text/phrases.ts';
import type { FollowUpFacts } from './follow-up-facts.ts';
import type { DeployStep } from './follow-up-model.ts';

/** GitHub takes no longer one. */
const LONGEST_DESCRIPTION = 140;

/**
 * The GitHub Deployment that deployers report to. It is not made for a merge that a newer commit of the branch has overtaken:
 * whatever deploys on it would take the environment back.
 */
export function deploymentStep({ environment, release, stage }: FollowUpFacts): DeployStep | undefined {
  const { commits, deployments } = environment;
  const key = `deploy:${release.promotion}`;
  if (deployments.some((deployment) => deployment.key === key)) return undefined;
  const place = commits.indexOf(release.merged.commit);
  const newer = new Set(place === -1 ? commits : commits.slice(0, place));
  if (deployments.some(({ commit }) => newer.has(commit))) return undefined;
  const values = release.entries.map(({ component, digest, code }) => [component, digest ?? code ?? ''] as const);
  const moved = values.map(([component, value]) => `${component} ${shortReference(value)}`).join(', ');
  return {
    do: 'deploy',
    key,
    commit: release.merged.commit,
    environment: stage.name,
    description: cut(`Release #${release.number}: ${moved}`),
    payload: {
      v: 1,
      key,
      promotion: release.promotion,
      components: Object.fromEntries(values),
    },
  };
}

const cut = (text: string): string =>
  text.length <= LONGEST_DESCRIPTION ? text : `${text.slice(0, LONGEST_DESCRIPTION - 1)}…`;
