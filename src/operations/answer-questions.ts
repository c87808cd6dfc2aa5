import { isKnown, known, unknown, type Answer } from '../core/answer.ts';
import type { Artifact } from '../core/artifacts/artifact.ts';
import { pinFileOf, sourceOf } from '../core/artifacts/source-of.ts';
import type { RepoName } from '../core/names.ts';
import { buildPlaceOf } from '../core/pipeline/lanes.ts';
import type { Pipeline } from '../core/pipeline/pipeline.ts';
import { questionKey, type Answers, type ArtifactQuestion, type Question } from '../core/promotion/facts.ts';
import type { Looks } from '../ports/github/looks.ts';
import type { Registry } from '../ports/registry.ts';
import type { LearnedArtifact } from '../ports/store/artifacts.ts';

export interface AnsweringTools {
  looks: Pick<Looks, 'answer' | 'builtCommit'>;
  registry: Registry;
  /** The pipeline in force in a repository. */
  pipelineIn(repo: RepoName): Promise<Pipeline | undefined>;
  /** Keeps what was found out; doors that only look keep nothing. */
  learn(artifact: Omit<LearnedArtifact, 'learnedAt'>): Promise<void>;
}

/** Answers what a plan asks: GitHub's part in one batch, images one by one. */
export async function answerQuestions(tools: AnsweringTools, questions: Question[]): Promise<Answers> {
  const ofGithub = questions.filter((question) => question.ask !== 'artifact');
  const answers: Answers = ofGithub.length === 0 ? new Map() : await tools.looks.answer(ofGithub);
  for (const question of questions) {
    if (question.ask === 'artifact') answers.set(questionKey(question), await findArtifact(tools, question));
  }
  return answers;
}

/** An image that Sluice was never told of says itself what it was built from, if it was labelled. */
async function findArtifact(tools: AnsweringTools, asked: ArtifactQuestion): Promise<Answer<Artifact | undefined>> {
  const pipeline = await tools.pipelineIn(asked.repo);
  const component = pipeline?.components.find(({ name }) => name === asked.component);
  if (pipeline === undefined || component === undefined) return unknown(`${asked.repo} has no ${asked.component}`);
  if (component.image === undefined) return known(undefined);
  const { image } = component;
  const revision = await tools.registry.revisionOf(image, asked.digest);
  if (!isKnown(revision)) return revision;
  if (revision.known === undefined) return known(undefined);
  const place = buildPlaceOf(pipeline, component);
  const file = pinFileOf(place, component);
  const built = await tools.looks.builtCommit({ ...place, ...(file === undefined ? {} : { file }) }, revision.known);
  if (!isKnown(built)) return built;
  if (built.known === undefined) return known(undefined);
  const source = sourceOf(place, component, built.known);
  if ('wrong' in source) return known(undefined);
  const artifact: Artifact = {
    component: component.name,
    image,
    digest: asked.digest,
    builtFrom: { repo: place.repo, commit: revision.known },
    source: source.source,
  };
  await tools.learn({ ...artifact, pipeline: pipeline.repo, by: 'lookup' });
  return known(artifact);
}
