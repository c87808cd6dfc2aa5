import type { Standing } from '../../core/promotion/standing.ts';
import { Marker } from '../../core/text/markers.ts';
import type { Forge } from '../../forge/forge.ts';
import type { FakeRegistry } from '../../forge/registry/registry.ts';
import type { Store } from '../../ports/store/store.ts';
import { deploymentEnds } from './deployments.ts';
import { isOurs, ourMarkers, repeated, threadsOf, type EndedWorld } from './ended-world.ts';
import { filesOf, type Files } from './files.ts';
import { openEnds } from './pull-requests.ts';
import { threadFacts, type Threads } from './threads.ts';
import { titlesIn } from './titles.ts';

/** What two worlds are compared by: no ids, no numbers, no times, and not how merges were grouped into pull requests. */
export interface Ending extends Files, Threads {
  /** What runs in each environment, by a deployment that succeeded. */
  proven: Record<string, string>;
  /** Branches of the pull requests that are open. */
  open: string[];
  /** Open pull requests, branches and deployments of Sluice that nothing accounts for: right in no world. */
  unexplained: string[];
  /** Keys of effects that happened more than once: right in no world. */
  twice: string[];
}

/** Where an ending is read: what GitHub holds, and what Sluice says of its lanes. */
export interface Ended {
  forge: Pick<Forge, 'state'>;
  registry: Pick<FakeRegistry, 'images'>;
  store: Pick<Store, 'standings'>;
  /** What people call the change behind a commit or a digest, where commits and labels of images do not say it. */
  titleOf?: (reference: string) => string;
}

/** Reads how a world ended from the forge's own state, without a call: it takes a few milliseconds. */
export async function endingOf({ forge, registry, store, titleOf }: Ended): Promise<Ending> {
  const standings = await store.standings.all();
  const world = { forge, registry, standings, titleOf: titleOf ?? titlesIn(forge.state, registry) };
  const deployments = deploymentEnds(world);
  const { open, unexplained } = openEnds(world);
  return {
    ...filesOf(world),
    proven: provenIn(world),
    ...threadFacts(world),
    open,
    unexplained: [...unexplained, ...deployments.unexplained],
    twice: [...saidTwice(world), ...deployments.twice],
  };
}

function provenIn({ standings, titleOf }: EndedWorld): Record<string, string> {
  const environments = standings.filter(({ kind }) => kind === 'environment');
  const proof = ({ stage, components }: Standing): [string, string][] =>
    components.map(({ name, runs }) => [`${stage} ${name}`, titleOf(runs?.value ?? '')]);
  return Object.fromEntries(environments.flatMap(proof));
}

/** Comments of one key on a thread, and issues of one key in a repository. */
function saidTwice(world: EndedWorld): string[] {
  const threads = threadsOf(world);
  const named = ({ kind, key }: Marker): string => `${kind} ${key}`;
  const issues = threads.filter(({ issue }) => issue.kind === 'issue' && isOurs(world, issue));
  return [
    ...threads.flatMap((thread) => repeated(ourMarkers(world, thread).map(named))),
    ...repeated(
      issues.flatMap(({ repoName, issue }) =>
        Marker.parse(issue.body ?? '').map((marker) => `${repoName} ${named(marker)}`),
      ),
    ),
  ];
}
