import { known, unknown, type Answer } from '../../../src/core/answer.ts';
import type { Artifact } from '../../../src/core/artifacts/artifact.ts';
import type { Changelog, ChangelogIssue } from '../../../src/core/changelog/changelog-model.ts';
import { DEFAULT_STYLE } from '../../../src/core/changelog/changelog-style.ts';
import type {
  DeploymentFact,
  DeploymentStatusFact,
  EnvironmentState,
} from '../../../src/core/environments/environment-state.ts';
import type {
  FollowUpFacts,
  KnownRelease,
  MergedRelease,
  TellOutcome,
} from '../../../src/core/environments/follow-up-facts.ts';
import type { FollowUpPlan, FollowUpStep } from '../../../src/core/environments/follow-up-model.ts';
import { issueKey } from '../../../src/core/environments/open-questions.ts';
import { planFollowUp } from '../../../src/core/environments/plan-follow-up.ts';
import type { IssueLook, IssueState } from '../../../src/core/issues/issue-state.ts';
import {
  branchName,
  commitSha,
  componentName,
  promotionId,
  repoName,
  stageName,
  type CommitSha,
  type ComponentName,
  type Digest,
} from '../../../src/core/names.ts';
import { lanesOf } from '../../../src/core/pipeline/lanes.ts';
import type { EnvironmentPolicy, IssuePolicy, Pipeline, Stage } from '../../../src/core/pipeline/pipeline.ts';
import { questionKey, type Answers, type Question, type SignalFact } from '../../../src/core/promotion/questions.ts';
import type { Audience } from '../../../src/core/promotion/snapshot.ts';
import type { LineageEntry } from '../../../src/core/text/trailers.ts';

/** A small organisation in which releases of `payments` and `web` were merged into staging, which production copies. */

export const id = (name: string): CommitSha => commitSha(name.repeat(40));
export const image = (name: string): Digest => `sha256:${name.repeat(64)}` as Digest;
export const payments = componentName('payments');
export const web = componentName('web');
export const staging = stageName('staging');
export const production = stageName('production');
export const ENVIRONMENTS = repoName('acme/environments');
export const PLATFORM = repoName('acme/platform');

export const MERGED_AT = Date.parse('2026-03-02T09:00:00Z');
export const MINUTE = 60_000;

const POLICY: EnvironmentPolicy = {
  release: 'on-change',
  copy: 'per-component',
  together: [],
  gates: [],
  verify: [],
  force: [],
  deployments: 'whole',
  deployedBy: [{ signal: 'deployment-status' }],
  deployedWithin: 30 * MINUTE,
  production: false,
};

function stageOf(name: typeof staging, policy: Partial<EnvironmentPolicy>, from?: typeof staging): Stage {
  return {
    name,
    kind: 'environment',
    ...(from === undefined ? {} : { from: { all: [from] } }),
    repo: ENVIRONMENTS,
    branch: branchName('main'),
    components: [payments, web],
    pins: [{ file: `${name}/{component}.yaml`, holds: 'digest' }],
    checks: 'none',
    merge: 'when-green',
    environment: { ...POLICY, ...policy },
  };
}

export function pipelineOf(
  change: { policy?: Partial<EnvironmentPolicy>; issues?: Partial<IssuePolicy> } = {},
): Pipeline {
  const policy = change.policy ?? {};
  return {
    repo: PLATFORM,
    commit: id('9'),
    components: [payments, web].map((name) => ({
      name,
      code: repoName(`acme/${name}`),
      image: `registry.acme.dev/${name}`,
      tag: '{commit}',
      owners: [`@acme/${name}`],
    })),
    stages: [stageOf(staging, policy), stageOf(production, policy, staging)],
    issues: { closedByMerge: 'leave', labels: [], ...change.issues },
    changelog: DEFAULT_STYLE,
  };
}

/** `to` and `from` are one character: image `2…` was built from commit `2…`. */
export const move = (component: ComponentName, from: string, to: string): LineageEntry => ({
  component,
  code: id(to),
  built: id(to),
  digest: image(to),
  from: image(from),
});

export const status = (
  state: DeploymentStatusFact['state'],
  change: Partial<DeploymentStatusFact> = {},
): DeploymentStatusFact => ({ state, at: MERGED_AT + 5 * MINUTE, by: 'argo', ...change });

/** A deployment of one component alone. */
export const deploymentOf = (
  of: ComponentName,
  commit: string,
  ...statuses: DeploymentStatusFact[]
): DeploymentFact => ({
  ...deployment(commit, ...statuses),
  id: 900 + commit.charCodeAt(0) + of.length,
  key: `deploy:${ENVIRONMENTS}#41:${of}`,
  of,
});

export const deployment = (commit: string, ...statuses: DeploymentStatusFact[]): DeploymentFact => ({
  id: 800 + commit.charCodeAt(0),
  commit: id(commit),
  createdAt: MERGED_AT + MINUTE,
  statuses,
});

/** What a test is about; everything else is ordinary. */
export interface Change {
  /** Minutes after the merge. */
  minutes?: number;
  stage?: typeof staging;
  pipeline?: Pipeline;
  release?: Partial<MergedRelease>;
  entries?: LineageEntry[];
  environment?: Partial<EnvironmentState>;
  releases?: KnownRelease[];
  artifacts?: Artifact[];
  facts?: Partial<FollowUpFacts>;
}

/** Release #41 merged as commit `b…` on top of `a…`: payments from image `1…` to `2…`. */
export function factsOf(change: Change = {}): FollowUpFacts {
  const pipeline = change.pipeline ?? pipelineOf();
  const name = change.stage ?? staging;
  const stage = pipeline.stages.find((candidate) => candidate.name === name);
  const lane = lanesOf(pipeline).find((candidate) => candidate.stage === name);
  if (stage?.environment === undefined || lane === undefined) throw new Error(`there is no ${name}`);
  return {
    now: MERGED_AT + (change.minutes ?? 10) * MINUTE,
    web: 'https://github.com',
    lane,
    stage: { ...stage, environment: stage.environment },
    pipeline,
    release: {
      promotion: promotionId(ENVIRONMENTS, 41),
      number: 41,
      id: 'PR_41',
      labels: [],
      said: [],
      audience: 'private',
      merged: { commit: id('b'), at: MERGED_AT, by: 'sluice[bot]' },
      entries: change.entries ?? [move(payments, '1', '2')],
      ...change.release,
    },
    environment: { commits: [id('b'), id('a')], deployments: [], hasMerged: true, ...change.environment },
    releases: change.releases ?? [],
    artifacts:
      change.artifacts ?? ['1', '2', '3'].flatMap((build) => [payments, web].map((one) => builtOf(one, build))),
    answers: new Map(),
    issues: new Map(),
    tells: new Map(),
    refusals: new Map(),
    ...change.facts,
  };
}

export const builtOf = (component: ComponentName, build: string): Artifact => ({
  component,
  image: `registry.acme.dev/${component}`,
  digest: image(build),
  builtFrom: { repo: repoName(`acme/${component}`), commit: id(build) },
  source: id(build),
});

/** The world that answers what a follow-up asks. */
export interface World {
  /** What the pins hold at commits of the branch, by the commit's character: `{ a: { payments: '1' } }`. */
  pins?: Record<string, Partial<Record<string, string>>>;
  /** Issues by range, `payments:1-2`; a range that is not here names none. */
  issuesIn?: Record<string, ChangelogIssue[]>;
  changelog?: Partial<Changelog>;
  /** Of a range, `payments:2-1`; the others go forward. */
  classified?: Record<string, Changelog['classification']>;
  issues?: Record<string, IssueLook>;
  /** What workflows and statuses say of commits. */
  signals?: SignalFact[];
  /** Questions that cannot be answered now. */
  unreadable?: (asked: string) => boolean;
}

export const closing = (ref: string): ChangelogIssue => ({
  ref,
  how: 'closing',
  closing: true,
  title: 'A secret title',
});
export const referring = (ref: string): ChangelogIssue => ({ ref, how: 'told', closing: false });
export const mentioned = (ref: string): ChangelogIssue => ({ ref, how: 'mentioned', closing: false });

export function issueOf(ref: string, change: Partial<IssueState> = {}): IssueState {
  const [repo = '', number = ''] = ref.split('#');
  return {
    repo: repoName(repo),
    number: Number(number),
    id: `I_${number}`,
    state: 'open',
    locked: false,
    archived: false,
    consent: { to: PLATFORM },
    audience: 'private' satisfies Audience,
    labels: [],
    known: [],
    said: [],
    ...change,
  };
}

export interface Followed {
  plan: FollowUpPlan;
  asked: string[];
}

/** Plans as the operation does: whatever is asked is answered, until there is a plan. */
export function follow(facts: FollowUpFacts, world: World = {}): Followed {
  const answers: Answers = new Map();
  const issues = new Map<string, Answer<IssueLook>>();
  const asked: string[] = [];
  for (let round = 0; round < 6; round += 1) {
    const plan = planFollowUp({ ...facts, answers, issues });
    if (!('ask' in plan)) return { plan, asked };
    for (const question of plan.ask) {
      asked.push(questionKey(question));
      answers.set(questionKey(question), answerOf(question, world));
    }
    for (const address of plan.issues) {
      const key = issueKey(address);
      asked.push(`issue:${key}`);
      issues.set(
        key,
        world.unreadable?.(key) ? unknown('GitHub is away') : known(world.issues?.[key] ?? { absent: 'gone' }),
      );
    }
  }
  throw new Error('the follow-up asks in circles');
}

/** What is planned once everybody whom the plan tells has been told, or was refused. */
export function afterTelling(
  facts: FollowUpFacts,
  world: World = {},
  outcomes: Record<string, TellOutcome> = {},
): FollowUpPlan {
  const tells = stepsOf(planned(facts, world), 'tell').map((step): [string, TellOutcome] => {
    const key = issueKey({ repo: step.repo, number: step.issue.number });
    return [key, outcomes[key] ?? 'told'];
  });
  return planned({ ...facts, tells: new Map(tells) }, world);
}

export const planned = (facts: FollowUpFacts, world?: World): FollowUpPlan => follow(facts, world).plan;

function answerOf(question: Question, world: World): Answer<never> {
  if (world.unreadable?.(question.ask)) return unknown('GitHub is away');
  return known(valueOf(question, world)) as Answer<never>;
}

function valueOf(question: Question, world: World): unknown {
  if (question.ask === 'artifact') return undefined;
  if (question.ask === 'signals')
    return (world.signals ?? []).filter(({ commit }) => question.commits.includes(commit));
  if (question.ask === 'text') return textsAt(question.commit[0] ?? '', question.paths, world);
  if (question.ask !== 'range') throw new Error(`nobody answers ${question.ask}`);
  const { repo, from, to } = question;
  const name = `${repo.split('/')[1]}:${from[0]}-${to[0]}`;
  return {
    repo,
    from,
    to,
    classification: world.classified?.[name] ?? 'forward',
    commits: [to],
    pullRequests: [],
    issues: world.issuesIn?.[name] ?? [],
    trackerKeys: [],
    directCommits: [],
    removed: [],
    reverted: [],
    unknown: [],
    ...world.changelog,
  } satisfies Changelog;
}

function textsAt(commit: string, paths: string[], { pins = {} }: World): Record<string, string> {
  const held = pins[commit];
  if (held === undefined) throw new Error(`the test does not say what ${commit} holds`);
  return Object.fromEntries(
    paths.flatMap((path) => {
      const component = /([^/]+)\.yaml$/.exec(path)?.[1] ?? '';
      const value = held[component];
      return value === undefined ? [] : [[path, `image: registry.acme.dev/${component}@${image(value)}\n`]];
    }),
  );
}

export function stepsOf<Do extends FollowUpStep['do']>(
  { steps }: FollowUpPlan,
  kind: Do,
): Extract<FollowUpStep, { do: Do }>[] {
  return steps.filter((step): step is Extract<FollowUpStep, { do: Do }> => step.do === kind);
}
