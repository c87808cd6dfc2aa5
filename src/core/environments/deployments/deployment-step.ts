import type { CommitSha, ComponentName, PromotionId } from '../../names.ts';
import { shortReference } from '../../text/phrases.ts';
import type { LineageEntry } from '../../text/trailers.ts';
import type { FollowUpFacts } from '../follow-up-facts.ts';
import type { DeployStep } from '../follow-up-model.ts';

/** In characters; GitHub takes no longer description of a deployment or of its status. */
export const LONGEST_DESCRIPTION = 140;

/**
 * The GitHub Deployments that deployers report to: one of the whole merge, or one of each component that it moved. None is made
 * for a merge that a newer commit of the branch has overtaken: whatever deploys on it would take the environment back.
 * `awaited`: the moves that no signal has ended.
 */
export function deploymentSteps(facts: FollowUpFacts, awaited: LineageEntry[]): DeployStep[] {
  const { release, stage } = facts;
  if (stage.environment.deployments === 'whole')
    return awaited.length === 0 || isMade(facts) ? [] : [stepOf(facts, release.entries)];
  return awaited.flatMap((entry) => (isMade(facts, entry.component) ? [] : [stepOf(facts, [entry], entry.component)]));
}

/** The key in the payload of a release's deployment: of the whole merge, or of one component. */
export const deploymentKey = (promotion: PromotionId, of?: ComponentName): string =>
  `deploy:${promotion}${of === undefined ? '' : `:${of}`}`;

const keyOf = ({ release }: FollowUpFacts, of?: ComponentName): string => deploymentKey(release.promotion, of);

function isMade(facts: FollowUpFacts, of?: ComponentName): boolean {
  const { commits, deployments, listedSince } = facts.environment;
  // Nobody can say that there is none where the list ends after the merge.
  if (listedSince !== undefined && listedSince > facts.release.merged.at) return true;
  const place = commits.indexOf(facts.release.merged.commit);
  const newer = new Set(place === -1 ? commits : commits.slice(0, place));
  const isAbout = (other: ComponentName | undefined): boolean =>
    of === undefined || other === undefined || other === of;
  return deployments.some((one) => one.key === keyOf(facts, of) || (newer.has(one.commit) && isAbout(one.of)));
}

function stepOf(facts: FollowUpFacts, entries: LineageEntry[], of?: ComponentName): DeployStep {
  const { release, stage } = facts;
  const values = entries.map(({ component, digest, code }) => [component, digest ?? code ?? ''] as const);
  const moved = values.map(([component, value]) => `${component} ${shortReference(value)}`).join(', ');
  const key = keyOf(facts, of);
  return {
    do: 'deploy',
    key,
    commit: release.merged.commit,
    environment: stage.name,
    ...(of === undefined ? {} : { task: `deploy:${of}` }),
    description: cut(`Release #${release.number}: ${moved}`),
    payload: {
      v: 1,
      key,
      promotion: release.promotion,
      ...(of === undefined ? {} : { of }),
      components: Object.fromEntries(values),
    },
  };
}

/** The deployment of a later commit of the branch: a signal about that one proves or accuses what the release moved, too. */
export function deploymentAt(facts: FollowUpFacts, commit: CommitSha): DeployStep {
  const whole = stepOf(facts, facts.release.entries);
  const key = `${whole.key}@${commit}`;
  return { ...whole, key, commit, payload: { ...whole.payload, key } };
}

const cut = (text: string): string =>
  text.length <= LONGEST_DESCRIPTION ? text : `${text.slice(0, LONGEST_DESCRIPTION - 1)}…`;
