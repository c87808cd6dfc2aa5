import { minutes, shortCommit } from '../text/phrases.ts';
import type { Instant, StageName } from '../names.ts';
import type { Reason } from '../promotion/plan-model.ts';
import { endedCommits, type DeploymentFact, type EnvironmentState } from './environment-state.ts';

/** How the newest release that Sluice asked to have deployed goes; undefined once it, or one after it, has succeeded. */
export function deployingReason(
  environment: EnvironmentState,
  { stage, now, within }: { stage: StageName; now: Instant; within: number },
): { reason: Reason; wake?: Instant } | undefined {
  const { commits } = environment;
  const asked = environment.deployments.find(({ key, commit }) => key !== undefined && commits.includes(commit));
  if (asked === undefined) return undefined;
  const later = new Set(commits.slice(0, commits.indexOf(asked.commit) + 1));
  const ended = endedCommits(environment).filter(({ commit }) => later.has(commit));
  if (ended.some(({ outcome }) => outcome === 'success')) return undefined;
  const what = `${shortCommit(asked.commit)} to ${stage}`;
  if (ended.length > 0) {
    const says = `the deployment of ${what} failed`;
    return {
      reason: lane({ standing: 'blocked', code: 'deploy-failed', says, next: 'run it again, or release a fix' }),
    };
  }
  return silence(asked, { what, now, within });
}

function silence(
  { createdAt }: DeploymentFact,
  { what, now, within }: { what: string; now: Instant; within: number },
): { reason: Reason; wake?: Instant } {
  if (now < createdAt + within) {
    const says = `the deployer has not said yet how the deployment of ${what} went`;
    return { reason: lane({ standing: 'waiting', code: 'deploying', says }), wake: createdAt + within };
  }
  const says = `nothing has said within ${minutes(within)} how the deployment of ${what} went`;
  const next = 'look at the deployer: it has to answer the GitHub Deployment, or one of a later commit';
  return { reason: lane({ standing: 'blocked', code: 'no-signal', says, next }) };
}

const lane = (reason: Omit<Reason, 'about'>): Reason => ({ about: 'lane', ...reason });
