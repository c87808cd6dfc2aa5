import { Builder } from '../../../forge/cast/builder.ts';
import { openPulls } from '../../../forge/domain/pulls/open-pulls.ts';
import type { Deployment } from '../../../forge/domain/deployments/deployment.ts';
import type { Pull } from '../../../forge/domain/state.ts';
import { TITLE_LABEL } from '../../ending/titles.ts';
import type { Cast, Reaction } from '../../scene.ts';
import { isGreen, mainlineOf, openPullFrom, repoOf, textAt, titleOf } from './sights.ts';

/** Somebody who does the same thing with whatever waits for them. */
function whoever<Thing>(
  name: string,
  next: (cast: Cast) => Thing | undefined,
  act: (cast: Cast, thing: Thing) => Promise<void>,
): Reaction {
  return {
    name,
    waits: (cast) => next(cast) !== undefined,
    async react(cast) {
      const thing = next(cast);
      if (thing !== undefined) await act(cast, thing);
    },
  };
}

/** CI reports success on the head of every open pull request, or of those that it gets to. */
export function checks(
  repo: string,
  context: string,
  getsTo: (cast: Cast, pull: Pull) => boolean = () => true,
): Reaction {
  const unchecked = (cast: Cast): Pull | undefined => {
    const there = repoOf(cast, repo);
    return openPulls(there).find((pull) => !isGreen(there, pull.headOid, context) && getsTo(cast, pull));
  };
  return whoever(`acme-ci checks ${repo}`, unchecked, (cast, { headOid }) =>
    cast.person('acme-ci').reports(repo, headOid, { context, state: 'success' }),
  );
}

/** CI builds every commit of a repository's default branch, oldest first, and pushes the image before the run is over. */
export function builds(component: string, repo: string): Reaction {
  const unbuilt = (cast: Cast): string | undefined => {
    const built = new Set(cast.registry.images.map(({ labels }) => labels['org.opencontainers.image.revision']));
    const waiting: string[] = [];
    for (const commit of mainlineOf(repoOf(cast, repo))) {
      if (built.has(commit)) break;
      waiting.push(commit);
    }
    return waiting.at(-1);
  };
  return whoever(`acme-ci builds ${component}`, unbuilt, (cast, revision) => {
    const labels = { [TITLE_LABEL]: titleBuilt(cast, component, { repo, revision }) };
    cast.registry.push({ repository: component, tag: revision, revision, labels });
    new Builder(cast.forge.state, 'acme-ci').builds(repo, { sha: revision });
    return Promise.resolve();
  });
}

/** What is built is the change that the commit holds: its own, or the one whose commit the Dockerfile pins. */
function titleBuilt(cast: Cast, component: string, { repo, revision }: { repo: string; revision: string }): string {
  const there = repoOf(cast, repo);
  const pinned = /^ARG APP_COMMIT=([0-9a-f]{40})$/m.exec(textAt(there, 'Dockerfile', revision))?.[1];
  return pinned === undefined ? titleOf(there, revision) : titleOf(repoOf(cast, `acme/${component}`), pinned);
}

/** The deployer answers every deployment once, the oldest first; what it deploys decides how that goes. */
export function deploys(repo: string, fails: (cast: Cast, deployment: Deployment) => boolean = () => false): Reaction {
  const unanswered = (cast: Cast): Deployment | undefined =>
    repoOf(cast, repo).deployments.find(
      ({ statuses }) => !statuses.some(({ state }) => state === 'success' || state === 'failure'),
    );
  return whoever(`acme-deployer deploys ${repo}`, unanswered, (cast, deployment) => {
    const state = fails(cast, deployment) ? 'failure' : 'success';
    return cast.person('acme-deployer').reportsDeployment(repo, deployment.id, { state });
  });
}

/** Somebody approves the present head of a branch's open pull request, and whatever becomes of it. */
export function approves(
  login: string,
  { repo, branch }: { repo: string; branch: string },
  wants: (cast: Cast, pull: Pull) => boolean = () => true,
): Reaction {
  const unapproved = (cast: Cast): Pull | undefined => {
    const open = openPullFrom(cast, repo, branch);
    if (open === undefined || !wants(cast, open)) return undefined;
    const isApproved = open.reviews.some(({ author, commit }) => author.login === login && commit === open.headOid);
    return isApproved ? undefined : open;
  };
  return whoever(`${login} approves ${branch}`, unapproved, (cast, { number }) =>
    cast.person(login).approves(repo, number),
  );
}
