import type { Deployment } from '../../forge/domain/deployments/deployment.ts';
import { fullNameOf } from '../../forge/domain/json/repository.ts';
import type { Repo } from '../../forge/domain/state.ts';
import { repeated, type EndedWorld } from './ended-world.ts';

/** Sluice's own deployments: keys there are more than once, and those that no merged release accounts for. */
export function deploymentEnds({ forge }: EndedWorld): { twice: string[]; unexplained: string[] } {
  const { app, repos } = forge.state;
  const twice: string[] = [];
  const unexplained: string[] = [];
  for (const repo of repos.values()) {
    const ours = repo.deployments.filter(({ creator }) => creator.login === app.bot.login);
    twice.push(...repeated(ours.map(keyOf)));
    unexplained.push(...ours.filter((one) => !isOfAMerge(repo, one)).map(keyOf));
  }
  return { twice, unexplained };
}

/** A field of the payload that Sluice writes as a text; empty where somebody wrote none. */
function said({ payload }: Deployment, field: 'key' | 'promotion'): string {
  const value = typeof payload === 'object' ? payload[field] : undefined;
  return typeof value === 'string' ? value : '';
}

const keyOf = (deployment: Deployment): string => said(deployment, 'key') || 'a deployment without a key';

/** It deploys what the merge of its pull request made. */
function isOfAMerge(repo: Repo, deployment: Deployment): boolean {
  const [name = '', number = ''] = said(deployment, 'promotion').split('#');
  const pull = name === fullNameOf(repo) ? repo.issues.get(Number(number)) : undefined;
  return pull?.kind === 'pull' && pull.merged?.commit === deployment.sha;
}
