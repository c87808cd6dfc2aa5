import { quietHost } from '../changelog/describe/links.ts';
import type { CommentStep, Message } from '../promotion/plan-model.ts';
import type { FollowUpStep } from '../environments/follow-up-model.ts';
import type { PromotionId, StageName } from '../names.ts';
import { neutraliseInline } from '../text/neutralise.ts';
import { list, shortCommit } from '../text/phrases.ts';
import { DeployLabel } from './deploy-label.ts';
import { KeptBackKey, type KeptBack } from './kept-back.ts';
import type { KnownWish, LabelFacts } from './label-facts.ts';
import type { LabelledPullRequest } from './labelled.ts';

type Worded = Pick<LabelFacts, 'pullRequest' | 'label' | 'stage' | 'web'>;

/** Who put it on may not; who may. `who`: in words of ours. */
export const refusedSteps = (facts: Worded, who: string): FollowUpStep[] =>
  said(facts, {
    template: 'force-refused',
    key: keyOf('force-refused', facts),
    model: { by: neutraliseInline(facts.label.by), who },
  });

/** Nothing of the pull request goes to the environment, or not any more. */
export const nothingSteps = (facts: Worded, because: string): FollowUpStep[] =>
  said(facts, {
    template: 'force-nothing',
    key: keyOf('force-nothing', facts),
    model: { because: neutraliseInline(because, 500) },
  });

/** What has become of everything that the label asked for. */
export const overSteps = (facts: Worded, wishes: KnownWish[]): FollowUpStep[] =>
  said(facts, {
    template: 'force-over',
    key: keyOf('force-served', facts),
    model: {
      components: wishes.map(({ wish, end }) => ({
        name: wish.component,
        ...(end?.how === 'served' ? { by: linkTo(facts.web, end.by) } : {}),
        ...(end?.how === 'ended' ? { because: neutraliseInline(end.because, 500) } : {}),
      })),
    },
  });

/** The merge is being deployed. */
export function deployedSteps(facts: Worded, merged: { commit: string; components: string[] }): FollowUpStep[] {
  const { commit, components } = merged;
  const url = `${facts.web}/${facts.pullRequest.repo}/commit/${commit}`;
  const model = {
    by: neutraliseInline(facts.label.by),
    commit: { short: shortCommit(commit), url },
    ...(components.length === 0 ? {} : { components: list(components) }),
  };
  return said(facts, { template: 'force-deployed', key: keyOf('force-deployed', facts), model });
}

/** Something keeps the merge back: the label stays, and is looked at again. What was said before is not news. */
export function keptBackSteps({ pullRequest, stage, label }: Worded, kept: KeptBack[]): CommentStep[] {
  const about = { stage: stage.name, at: label.at };
  const before = new Set(pullRequest.said.flatMap((key) => KeptBackKey.parse(key, about)));
  const codes = kept.map(({ code }) => code);
  if (codes.every((code) => before.has(code))) return [];
  const model = {
    quote: quoted(label.name),
    says: `This merge is not deployed to **${stage.name}** yet. The label stays, but does not waive what is in the way; the merge is deployed once that is over:`,
    list: kept.map(({ says, next }) => (next === undefined ? says : `${says}; ${next}`)),
  };
  return comment(pullRequest, { template: 'command-answer', key: KeptBackKey.format({ ...about, codes }), model });
}

/** Nobody is known to have put it on: so it has nobody's authority. */
export function unheardSteps(pullRequest: LabelledPullRequest, label: { name: string; at?: number }): FollowUpStep[] {
  const model = {
    quote: quoted(label.name),
    says: 'GitHub does not say who put this label on as it is now, so nothing is released by it, and it is taken off.',
    next: 'Put it on again to ask for the release',
  };
  const key = `force-unheard:${DeployLabel.parse(label.name) ?? label.name}:${label.at ?? 0}`;
  return [...comment(pullRequest, { template: 'command-answer', key, model }), takenOff(pullRequest, label.name)];
}

/** No environment to which something from the repository goes has the name. `environments`: those that there are. */
export function unknownSteps(
  pullRequest: LabelledPullRequest,
  label: { name: string; at?: number },
  { environments, meant }: { environments: StageName[]; meant?: string | undefined },
): FollowUpStep[] {
  const name = DeployLabel.parse(label.name) ?? label.name;
  const model = {
    name: neutraliseInline(name),
    label: neutraliseInline(label.name),
    labels: environments.map((environment) => DeployLabel.format(environment)),
    ...(meant === undefined ? {} : { meant: `deploy/${meant}` }),
  };
  const message: Words = { template: 'force-unknown', key: `force-unknown:${name}:${label.at ?? 0}`, model };
  return [...comment(pullRequest, message), takenOff(pullRequest, label.name)];
}

type Words = Pick<Message, 'template' | 'key' | 'model'>;

/** The comment, once, and then the label goes: a comment that was not made is made by the look that still finds the label. */
function said({ pullRequest, label, stage }: Worded, { template, key, model }: Words): FollowUpStep[] {
  const named = { environment: stage.name, label: DeployLabel.format(stage.name), ...model };
  return [...comment(pullRequest, { template, key, model: named }), takenOff(pullRequest, label.name)];
}

const comment = ({ number, id, said: before }: LabelledPullRequest, { template, key, model }: Words): CommentStep[] =>
  before.includes(key)
    ? []
    : [{ do: 'comment', key, pullRequest: { number, id }, body: { template, kind: 'said', key, model } }];

const takenOff = ({ number, id }: LabelledPullRequest, label: string): FollowUpStep => ({
  do: 'label',
  key: `label-off:${label.toLowerCase()}:${number}`,
  pullRequest: { number, id },
  add: [],
  remove: [label],
});

const quoted = (label: string): string => `\`${neutraliseInline(label)}\``;

const keyOf = (what: string, { stage, label }: Worded): string => `${what}:${stage.name}:${label.at}`;

function linkTo(web: string, promotion: PromotionId): { name: string; url: string } {
  const [repo = '', number = ''] = promotion.split('#');
  return { name: `${repo} ${number}`, url: `${quietHost(web)}/${repo}/pull/${number}` };
}
