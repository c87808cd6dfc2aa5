import { isKnown } from '../../core/answer.ts';
import { DeployLabel } from '../../core/force/deploy-label.ts';
import { repositoriesOf } from '../../core/force/subject.ts';
import { promotionId, type PromotionId, type StageName } from '../../core/names.ts';
import type { Pipeline } from '../../core/pipeline/pipeline.ts';
import { labelledStill, wishKey } from '../force/wishes.ts';
import type { Tools } from '../tools.ts';

/** Repositories in one read. */
const REPOSITORIES_A_READ = 25;

/**
 * Wants every pull request that bears a label `deploy/<environment>`, and those that bore one for which something is under way:
 * a label that was put on, or taken off, without a webhook.
 */
export async function sweepLabels(tools: Tools, pipelines: Pipeline[]): Promise<void> {
  const { clock, store } = tools;
  const wanted = new Set(await labelledNow(tools, pipelines));
  for (const pipeline of pipelines)
    for (const said of await labelledStill(store, pipeline.repo, environmentsIn(pipeline))) wanted.add(said);
  for (const said of wanted) {
    if (!(await isOver(tools, said)))
      await store.attention.want(wishKey(said), clock.now(), 'the sweep saw a label that asks for a release');
  }
}

const environmentsIn = ({ stages }: Pipeline): StageName[] =>
  stages.filter(({ kind }) => kind === 'environment').map(({ name }) => name);

async function labelledNow({ log, looks }: Tools, pipelines: Pipeline[]): Promise<PromotionId[]> {
  const labels = [...new Set(pipelines.flatMap(environmentsIn))].map((stage) => DeployLabel.format(stage));
  const repos = [...new Map(pipelines.flatMap(repositoriesOf).map((repo) => [repo.toLowerCase(), repo])).values()];
  const labelled: PromotionId[] = [];
  for (let start = 0; start < repos.length; start += REPOSITORIES_A_READ) {
    const found = await looks.labelled(repos.slice(start, start + REPOSITORIES_A_READ), labels);
    for (const [repo, numbers] of found) {
      if (isKnown(numbers)) labelled.push(...numbers.known.map((number) => promotionId(repo, number)));
      else log.warn({ repo, cause: numbers.unknown }, 'labelled pull requests not listed');
    }
  }
  return labelled;
}

/** A merged release keeps its label, which means nothing any more. */
async function isOver({ store }: Tools, said: PromotionId): Promise<boolean> {
  const ends = await store.ledger.read({ promotion: said, kind: 'wish-ended', limit: 10 });
  return ends.some(({ facts }) => facts['final'] === true);
}
