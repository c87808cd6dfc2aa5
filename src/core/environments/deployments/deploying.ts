import { list, minutes, shortCommit } from '../../text/phrases.ts';
import type { ComponentName, Instant, StageName } from '../../names.ts';
import type { Reason } from '../../promotion/plan-model.ts';
import { endedCommits, type DeploymentFact, type EnvironmentState } from '../environment-state.ts';

interface Deploying {
  reason: Reason;
  wake?: Instant;
}

interface Expected {
  stage: StageName;
  now: Instant;
  /** Milliseconds after which silence is a named block. */
  within: number;
}

/**
 * How the newest release that Sluice asked to have deployed goes, or the newest of each component where they are deployed one by
 * one; undefined once all of it, or what came after it, has succeeded. The worst speaks.
 */
export function deployingReason(environment: EnvironmentState, expected: Expected): Deploying | undefined {
  const open = newestAsked(environment).flatMap((asked) => {
    const standing = standingOf(environment, asked, expected);
    return standing === 'done' ? [] : [{ asked, standing }];
  });
  const worst = WORST_FIRST.find((one) => open.some(({ standing }) => standing === one));
  if (worst === undefined) return undefined;
  const alike = open.filter(({ standing }) => standing === worst).map(({ asked }) => asked);
  const wakes = open.flatMap(({ asked, standing }) =>
    standing === 'awaited' ? [asked.createdAt + expected.within] : [],
  );
  const reason = reasonOf(worst, whatOf(alike, expected.stage), expected);
  return { reason: { about: 'lane', ...reason }, ...(wakes.length === 0 ? {} : { wake: Math.min(...wakes) }) };
}

/** A deployment of everything that was asked for later stands for those of single components before it. */
function newestAsked({ commits, deployments }: EnvironmentState): DeploymentFact[] {
  const ours = deployments.filter(({ key, commit }) => key !== undefined && commits.includes(commit));
  const whole = ours.findIndex(({ of }) => of === undefined);
  const seen = new Set<ComponentName | undefined>();
  return ours.slice(0, whole === -1 ? ours.length : whole + 1).filter(({ of }) => {
    if (seen.has(of)) return false;
    seen.add(of);
    return true;
  });
}

type Standing = 'done' | 'failed' | 'silent' | 'awaited';
const WORST_FIRST: Exclude<Standing, 'done'>[] = ['failed', 'silent', 'awaited'];

function standingOf(environment: EnvironmentState, asked: DeploymentFact, { now, within }: Expected): Standing {
  const { commits } = environment;
  const later = new Set(commits.slice(0, commits.indexOf(asked.commit) + 1));
  const ended = endedCommits(environment, asked.of).filter(({ commit }) => later.has(commit));
  if (ended.some(({ outcome }) => outcome === 'success')) return 'done';
  if (ended.length > 0) return 'failed';
  return now < asked.createdAt + within ? 'awaited' : 'silent';
}

function whatOf(asked: DeploymentFact[], stage: StageName): string {
  const names = asked.flatMap(({ of }) => of ?? []);
  const commits = [...new Set(asked.map(({ commit }) => shortCommit(commit)))];
  return `${names.length === 0 ? '' : `${list(names)} at `}${list(commits)} to ${stage}`;
}

function reasonOf(worst: Exclude<Standing, 'done'>, what: string, { within }: Expected): Omit<Reason, 'about'> {
  switch (worst) {
    case 'failed':
      return {
        standing: 'blocked',
        code: 'deploy-failed',
        says: `the deployment of ${what} failed`,
        next: 'run it again, or release a fix',
      };
    case 'silent':
      return {
        standing: 'blocked',
        code: 'no-signal',
        says: `nothing has said within ${minutes(within)} how the deployment of ${what} went`,
        next: 'look at the deployer: it has to answer the GitHub Deployment, or one of a later commit',
      };
    case 'awaited':
      return {
        standing: 'waiting',
        code: 'deploying',
        says: `the deployer has not said yet how the deployment of ${what} went`,
      };
  }
}
