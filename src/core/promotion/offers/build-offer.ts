import type { LaneComponent } from '../../pipeline/lanes.ts';
import { shortCommit } from '../../text/phrases.ts';
import type { Artifact } from '../../artifacts/artifact.ts';
import type { CommitSha } from '../../names.ts';
import type { BuiltBranch } from '../facts.ts';
import { ofArtifact } from '../moves/reference.ts';
import type { Offer, Offered, Offering } from './offers.ts';

/** Builds are ordered by the history of the branch that they were built from. */
export function newestBuild(offering: Offering, upstream: BuiltBranch): Offered {
  const { component } = offering;
  const { repo, branch, commits } = upstream;
  const [tip] = commits;
  const byCommit = buildsOf(offering, upstream);
  const built = commits.find((commit) => byCommit.has(commit));
  const artifact = built === undefined ? undefined : byCommit.get(built);
  const lacks = tip === undefined || built === tip ? undefined : `no image of ${repo} ${shortCommit(tip)} is known yet`;
  if (artifact === undefined) {
    return {
      reason: {
        about: component.name,
        standing: 'waiting',
        code: 'not-built',
        says: lacks ?? `${repo} has no commit yet`,
        next: nextForBuild(component),
      },
    };
  }
  return {
    offer: {
      ...offerOfArtifact(artifact, `the newest image of ${repo} ${branch}`),
      ...(lacks === undefined ? {} : { lacks }),
    },
  };
}

/** The known builds of a component by the commit that they were built from; of several the one learned last. */
export function buildsOf(
  { facts, component }: Offering,
  { repo }: Pick<BuiltBranch, 'repo'>,
): Map<CommitSha, Artifact> {
  const builds = facts.artifacts.filter(
    (artifact) => artifact.component === component.name && artifact.builtFrom.repo.toLowerCase() === repo.toLowerCase(),
  );
  return new Map(builds.toReversed().map((artifact) => [artifact.builtFrom.commit, artifact]));
}

/** A build as it is offered. */
export function offerOfArtifact(artifact: Artifact, where: string): Offer {
  const { value, tag } = ofArtifact(artifact);
  return { value, artifact, ...(tag === undefined ? {} : { tag }), where };
}

/** What a person can do about an image that nobody told of. */
export const nextForBuild = ({ build }: LaneComponent): string =>
  build === undefined
    ? 'have its build report the image by a sluice-artifact dispatch, or name the build in the pipeline'
    : 'wait for the build, or run it again if it failed';
