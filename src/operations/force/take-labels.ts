import { isKnown, known, type Answer } from '../../core/answer.ts';
import { nearest } from '../../core/errors/nearest.ts';
import { DeployLabel } from '../../core/force/deploy-label.ts';
import type { LabelFacts, LabelPlan } from '../../core/force/label-facts.ts';
import { unknownSteps } from '../../core/force/label-words.ts';
import { environmentsOf, hasEnvironmentIn } from '../../core/force/subject.ts';
import { repoName, type Instant, type PromotionId, type RepoName } from '../../core/names.ts';
import { laneId } from '../../core/pipeline/lanes.ts';
import { hasJoined } from '../../core/pipeline/joining/consent.ts';
import type { Pipeline } from '../../core/pipeline/pipeline.ts';
import type { LabelFact } from '../../core/promotion/snapshot.ts';
import { readAgainAt, UNREAD_AGAIN_MS, type Tools } from '../tools.ts';
import { endGone } from './end-gone.ts';
import { planOf, type LabelsLook } from './plan-of-label.ts';
import { putLabel, takeOffUnheard } from './put-label.ts';
import { takeSteps } from './take-steps.ts';
import { enterWish, environmentKey } from './wishes.ts';

/**
 * Sees to the labels `deploy/<environment>` of one pull request: who put them on may do so or is refused, a merge becomes a
 * wish or a deployment, and what is over is said. A label that is gone takes its wishes with it.
 */
export async function takeLabels(tools: Tools, id: PromotionId): Promise<Instant | undefined> {
  const { clock, log, looks } = tools;
  const [repo = '', number = ''] = id.split('#');
  const lookedAt = clock.now();
  const pipelines = await pipelinesOf(tools, repoName(repo));
  if (pipelines.length === 0) return undefined;
  const head = pipelines.some((pipeline) => hasEnvironmentIn(pipeline, repoName(repo)));
  const seen = await looks.wish({ repo: repoName(repo), number: Number(number), head });
  if (!isKnown(seen)) {
    log.warn({ pullRequest: id, cause: seen.unknown }, 'labelled pull request not read');
    return seen.lasting ? undefined : clock.now() + UNREAD_AGAIN_MS;
  }
  const look: LabelsLook = { pipelines, pullRequest: seen.known, said: id, lookedAt };
  if (!(await endGone(tools, look))) {
    log.info({ pullRequest: id }, 'GitHub is behind with the labels of a pull request');
    return clock.now() + UNREAD_AGAIN_MS;
  }
  const labels = seen.known.labels.filter(({ name }) => DeployLabel.parse(name) !== undefined);
  if (labels.length === 0) return undefined;
  const joined = await joinedOf(tools, repoName(repo), pipelines);
  if (!isKnown(joined)) {
    log.warn({ pullRequest: id, cause: joined.unknown }, 'consent of the labelled repository not read');
    return joined.lasting ? undefined : clock.now() + UNREAD_AGAIN_MS;
  }
  if (joined.known.length === 0) return undefined;
  const wakes: Instant[] = [];
  for (const label of labels) {
    const again = await takeLabel(tools, { ...look, pipelines: joined.known }, label);
    if (again !== undefined) wakes.push(again);
  }
  return wakes.length === 0 ? undefined : Math.min(...wakes);
}

/** Any pipeline may name any repository; that a label is judged, answered and taken off takes the repository's consent. */
async function joinedOf({ looks }: Tools, repo: RepoName, pipelines: Pipeline[]): Promise<Answer<Pipeline[]>> {
  const consent = await looks.consent(repo);
  if (!isKnown(consent)) return consent;
  return known(pipelines.filter((pipeline) => hasJoined(repo, consent.known, pipeline.repo)));
}

/** The pipelines in force in which something from a repository goes to an environment. */
export async function pipelinesOf({ policies }: Pick<Tools, 'policies'>, repo: RepoName): Promise<Pipeline[]> {
  const all = await policies.pipelines();
  return all.filter((pipeline) => environmentsOf(pipeline, repo).length > 0);
}

/** When to look again. */
async function takeLabel(tools: Tools, look: LabelsLook, label: LabelFact): Promise<Instant | undefined> {
  const { pipelines, pullRequest } = look;
  const name = DeployLabel.parse(label.name);
  const environments = pipelines.flatMap((pipeline) =>
    environmentsOf(pipeline, pullRequest.repo).map((stage) => ({ pipeline, stage })),
  );
  const meant = environments.filter(({ stage }) => stage.name === name);
  if (meant.length === 0) {
    const names = [...new Set(environments.map(({ stage }) => stage.name))];
    const steps = unknownSteps(pullRequest, label, { environments: names, meant: nearest(name ?? '', names) });
    return pullRequest.state === 'closed' ? undefined : takeSteps(tools, look, steps);
  }
  const put = await putLabel(tools, look, { label, meant });
  if (put === undefined) return takeOffUnheard(tools, look, { label, meant });
  const planned: { facts: LabelFacts; plan: LabelPlan }[] = [];
  for (const one of meant) {
    const decided = await planOf(tools, { look, ...one, label: put });
    if (decided !== undefined) planned.push(decided);
  }
  return carryOut(tools, look, planned);
}

async function carryOut(
  tools: Tools,
  look: LabelsLook,
  planned: { facts: LabelFacts; plan: LabelPlan }[],
): Promise<Instant | undefined> {
  for (const { facts, plan } of planned) await enter(tools, facts, plan);
  // One pipeline may be done with a label that another still needs.
  const isNeeded = planned.some(({ plan }) => !plan.steps.some((step) => step.do === 'label'));
  const steps = planned.flatMap(({ plan }) => plan.steps).filter(({ do: what }) => what !== 'label' || !isNeeded);
  const again = await takeSteps(tools, look, steps);
  for (const { facts, plan } of planned) {
    if (plan.wakesLane)
      await tools.store.attention.want(
        environmentKey(facts.pipeline.repo, facts.stage.name),
        tools.clock.now(),
        because(facts),
      );
  }
  const wakes = planned.flatMap(({ plan }) =>
    plan.unread === undefined ? (plan.wake ?? []) : readAgainAt(plan.unread, tools.clock.now()),
  );
  if (again !== undefined) wakes.push(again);
  return wakes.length === 0 ? undefined : Math.min(...wakes);
}

const because = ({ label, said }: LabelFacts): string => `${label.name} on ${said}`;

/** What the ledger remembers. */
async function enter(tools: Tools, { pipeline, stage, said, label }: LabelFacts, plan: LabelPlan): Promise<void> {
  const { clock, log, store } = tools;
  const about = { pullRequest: said, label: label.name, by: label.by, code: plan.code };
  if (plan.unread !== undefined)
    log.warn({ ...about, cause: plan.unread.unknown, next: plan.unread.next }, 'label not judged');
  for (const wish of plan.wishes) {
    if (await enterWish(tools, pipeline.repo, wish)) log.info({ ...about, wish: wish.id }, 'wish taken');
  }
  if (plan.note === undefined) return;
  const { kind, facts } = plan.note;
  const isNew = await store.ledger.append({
    at: clock.now(),
    kind,
    lane: laneId(pipeline.repo, { stage: stage.name }),
    promotion: said,
    key: `${kind}:${said}:${stage.name}:${label.at}`,
    facts,
  });
  if (isNew) log.info(about, 'label judged');
}
