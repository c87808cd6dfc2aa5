import { isKnown, known, unknown, type Answer } from '../../core/answer.ts';
import type { Artifact } from '../../core/artifacts/artifact.ts';
import { pinFileOf, sourceOf } from '../../core/artifacts/source-of.ts';
import type { RepoName } from '../../core/names.ts';
import { buildPlaceOf } from '../../core/pipeline/lanes.ts';
import type { Pipeline } from '../../core/pipeline/pipeline.ts';
import { questionKey, type Answers, type ArtifactQuestion, type Question } from '../../core/promotion/questions.ts';
import type { CommitQuestion, Looks } from '../../ports/github/looks.ts';
import type { Roles } from '../../ports/github/roles.ts';
import type { Registry } from '../../ports/registry.ts';
import type { LearnedArtifact } from '../../ports/store/artifacts.ts';
import { isOpenBuild } from '../artifacts/open-builds.ts';
import { answerAuthority } from '../authority.ts';

export interface AnsweringTools {
  looks: Pick<Looks, 'answer' | 'recall' | 'builtCommit' | 'consent' | 'look'>;
  registry: Registry;
  roles: Roles;
  /** The pipeline in force in a repository. */
  pipelineIn(repo: RepoName): Promise<Pipeline | undefined>;
  /** Keeps what was found out; doors that only look keep nothing. */
  learn(artifact: Omit<LearnedArtifact, 'learnedAt'>): Promise<void>;
}

/** What is not read from the history of a repository, and not in one batch. */
const OF_THEIR_OWN = new Set<Question['ask']>(['artifact', 'member', 'role']);

/** Questions of registries and people that wait for their answers at the same time. */
const AT_ONCE = 4;

/** What a plan asks and nobody has to be asked for. */
export async function recallAnswers({ looks }: Pick<AnsweringTools, 'looks'>, questions: Question[]): Promise<Answers> {
  const ofCommits = questions.filter(isOfCommits);
  return ofCommits.length === 0 ? new Map() : looks.recall(ofCommits);
}

const isOfCommits = (question: Question): question is CommitQuestion => !OF_THEIR_OWN.has(question.ask);

/** Answers what a plan asks: GitHub's part in one batch, images and people a few at a time. */
export async function answerQuestions(tools: AnsweringTools, questions: Question[]): Promise<Answers> {
  const ofCommits = questions.filter(isOfCommits);
  const answers: Answers = ofCommits.length === 0 ? new Map() : await tools.looks.answer(ofCommits);
  const others = questions.filter(({ ask }) => OF_THEIR_OWN.has(ask)).values();
  const answerTheRest = async (): Promise<void> => {
    for (const question of others) {
      if (question.ask === 'artifact') answers.set(questionKey(question), await findArtifact(tools, question));
      if (question.ask === 'member' || question.ask === 'role')
        answers.set(questionKey(question), await answerAuthority(tools, question));
    }
  };
  // One registry that is slow keeps the others waiting no longer; the client bounds how long any of them may be.
  await Promise.all(Array.from({ length: AT_ONCE }, answerTheRest));
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
  const isOpen = await isOpenBuild(tools.looks, { pipeline, component, place });
  if (!isKnown(isOpen)) return isOpen;
  if (!isOpen.known) return known(undefined);
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
