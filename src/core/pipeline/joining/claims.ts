import type { RepoName } from '../../names.ts';
import type { Consent } from './joining-file.ts';
import { repoOf } from '../lanes.ts';
import type { Pipeline, Stage } from '../pipeline.ts';
import type { Mistake } from '../problem.ts';

/** A repository that a stage would write to, and what it says about that. */
export interface Claim {
  stage: Stage;
  repo: RepoName;
  consent: Consent;
}

/** The repositories of a pipeline's stages that are not its own, each once a stage. */
export function claimedBy(pipeline: Pipeline): { stage: Stage; repo: RepoName }[] {
  return pipeline.stages.flatMap((stage) => {
    const repos = new Set(stage.components.map((component) => repoOf(stage, component)));
    repos.delete(pipeline.repo);
    return [...repos].map((repo) => ({ stage, repo }));
  });
}

/** Whose repository it is, where it is somebody else's: the pipeline that it joined, or its own. */
export function ownerOf({ repo, consent }: Claim, pipeline: RepoName): RepoName | undefined {
  if ('owns' in consent) return repo;
  return 'to' in consent && consent.to !== pipeline ? consent.to : undefined;
}

/** A branch belongs to one pipeline: a stage that names what another one has is a mistake. */
export const takenMistakes = (claims: Claim[], pipeline: RepoName): Mistake[] =>
  claims.flatMap((claim) => {
    const owner = ownerOf(claim, pipeline);
    if (owner === undefined) return [];
    const says = `${claim.repo} belongs to the pipeline of ${owner}: nothing is written to it from here`;
    return [{ code: 'REPOSITORY_TAKEN', path: ['stages', claim.stage.name, 'repo'], says }];
  });

/** What has not agreed yet is told, since it may follow. */
export const unjoinedMistakes = (claims: Claim[], pipeline: RepoName): Mistake[] =>
  claims.flatMap(({ stage, repo, consent }) =>
    'none' in consent
      ? [
          {
            code: 'NOT_JOINED',
            path: ['stages', stage.name, 'repo'],
            says: `${repo} has not joined: nothing is written to it until its .github/sluice.yml says "pipeline: ${pipeline}"`,
          },
        ]
      : [],
  );
