import { isKnown } from '../../core/answer.ts';
import { DeployLabel } from '../../core/force/deploy-label.ts';
import { repositoriesOf } from '../../core/force/subject.ts';
import { promotionId, type PromotionId, type RepoName, type StageName } from '../../core/names.ts';
import type { Pipeline } from '../../core/pipeline/pipeline.ts';
import type { Survey, SurveyRequest } from '../../ports/github/looks.ts';
import { labelledStill, wishKey } from '../force/wishes.ts';
import type { Tools } from '../tools.ts';

/** The labels that ask for a release, and the repositories of which a pull request may bear one. */
export function labelsAsked(pipelines: Pipeline[]): SurveyRequest['labelled'] {
  const labels = [...new Set(pipelines.flatMap(environmentsIn))].map((stage) => DeployLabel.format(stage));
  const repos = new Map(
    pipelines.flatMap(repositoriesOf).map((repo): [string, RepoName] => [repo.toLowerCase(), repo]),
  );
  return { labels, repos: labels.length === 0 ? [] : [...repos.values()] };
}

/**
 * Wants every pull request that bears a label `deploy/<environment>`, and those that bore one for which something is under way:
 * a label that was put on, or taken off, without a webhook.
 */
export async function wantLabelled(tools: Tools, pipelines: Pipeline[], labelled: Survey['labelled']): Promise<void> {
  const { clock, store } = tools;
  const wanted = new Set(labelledNow(tools, labelled));
  for (const pipeline of pipelines)
    for (const said of await labelledStill(store, pipeline.repo, environmentsIn(pipeline))) wanted.add(said);
  for (const said of wanted) {
    if (!(await isOver(tools, said)))
      await store.attention.want(wishKey(said), clock.now(), 'the sweep saw a label that asks for a release');
  }
}

const environmentsIn = ({ stages }: Pipeline): StageName[] =>
  stages.filter(({ kind }) => kind === 'environment').map(({ name }) => name);

function labelledNow({ log }: Tools, labelled: Survey['labelled']): PromotionId[] {
  return [...labelled].flatMap(([repo, numbers]) => {
    if (isKnown(numbers)) return numbers.known.map((number) => promotionId(repo, number));
    log.warn({ repo, cause: numbers.unknown }, 'labelled pull requests not listed');
    return [];
  });
}

/** A merged release keeps its label, which means nothing any more. */
async function isOver({ store }: Tools, said: PromotionId): Promise<boolean> {
  const ends = await store.ledger.read({ promotion: said, kind: 'wish-ended', limit: 10 });
  return ends.some(({ facts }) => facts['final'] === true);
}
