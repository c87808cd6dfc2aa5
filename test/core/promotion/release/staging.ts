import { known } from '../../../../src/core/answer.ts';
import type {
  DeploymentFact,
  DeploymentStatusFact,
  EnvironmentState,
} from '../../../../src/core/environments/environment-state.ts';
import { NOW } from '../facts.ts';
import { commit, laneOf, textsOf, type Answering, type Held } from '../release-facts.ts';

/** The stage that production copies: its branch has the commits d, c and b, newest first. */

export const ended = (
  state: DeploymentStatusFact['state'],
  ago = 0,
  change: Partial<DeploymentStatusFact> = {},
): DeploymentStatusFact => ({ state, at: NOW - ago, by: 'argo', ...change });

export const deployed = (name: string, ...statuses: DeploymentStatusFact[]): DeploymentFact => ({
  id: 800 + name.charCodeAt(0),
  commit: commit(name),
  createdAt: NOW,
  statuses,
});

export const stagingWith = (...deployments: DeploymentFact[]): EnvironmentState => ({
  commits: ['d', 'c', 'b'].map(commit),
  deployments,
  hasMerged: true,
});

/** The commits that were deployed with success so long ago. */
export const provenAgo = (ago: Partial<Record<'d' | 'c' | 'b', number>>): EnvironmentState =>
  stagingWith(...Object.entries(ago).map(([name, age]) => deployed(name, ended('success', age))));

/** What a stage's branch held at its earlier commits. */
export const heldAt =
  (texts: Record<string, Held>, stage = 'staging'): Answering =>
  (question) => {
    if (question.ask !== 'text') return undefined;
    const there = texts[question.commit[0] ?? ''];
    return there && known(Object.fromEntries(textsOf(stage, there, laneOf('production'))));
  };
