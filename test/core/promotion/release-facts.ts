import { known, type Answer } from '../../../src/core/answer.ts';
import type { Artifact } from '../../../src/core/artifacts/artifact.ts';
import { DEFAULT_STYLE } from '../../../src/core/changelog/changelog-style.ts';
import type { EnvironmentState } from '../../../src/core/environments/environment-state.ts';
import {
  branchName,
  commitSha,
  componentName,
  repoName,
  stageName,
  type CommitSha,
  type ComponentName,
  type Digest,
} from '../../../src/core/names.ts';
import { lanesOf, type Lane } from '../../../src/core/pipeline/lanes.ts';
import type { EnvironmentPolicy, Pipeline, PinRule, Stage } from '../../../src/core/pipeline/pipeline.ts';
import { questionKey, type Answers, type Question } from '../../../src/core/promotion/questions.ts';
import type { Facts, Source, StagePolicy, UpstreamFact, UpstreamStage } from '../../../src/core/promotion/facts.ts';
import type { PinnedFile, Snapshot } from '../../../src/core/promotion/snapshot.ts';
import { plan } from '../../../src/core/promotion/plan.ts';
import type { Plan } from '../../../src/core/promotion/plan-model.ts';
import { changelogOf, historyOf, listed, NOTHING_SAID, NOW, onlyStep, published, snapshotOf } from './facts.ts';

/**
 * A small organisation with one line of history: commit `2…` of a component comes after `1…`, and its image is digest `2…`.
 * Images go into the manifests, from there to staging, and from staging to production.
 */
export const commit = (name: string): CommitSha => commitSha(name.repeat(40));
export const image = (name: string): Digest => `sha256:${name.repeat(64)}` as Digest;
export const payments = componentName('payments');
export const web = componentName('web');
export const ENVIRONMENTS = repoName('acme/environments');
export const MANIFESTS = repoName('acme/manifests');
export const PLATFORM = repoName('acme/platform');
const BUILDS = ['1', '2', '3', '4', '5'];

export type StageName = 'manifest' | 'staging' | 'production';

/** What each component's pin holds, by the character of its image; a text of more than one is written as it is. */
export type Held = Partial<Record<string, string>>;

export const pinFile = (component: string, held: string): string =>
  held.length > 1 ? held : `# ${component}\nimage: registry.acme.dev/${component}@${image(held)}\nreplicas: 2\n`;

export const pathIn = (stage: string, component: string): string => `${stage}/${component}.yaml`;

const stageOf = (name: StageName, from?: StageName): Stage => ({
  name: stageName(name),
  kind: name === 'manifest' ? 'manifest' : 'environment',
  ...(from === undefined ? {} : { from: { all: [stageName(from)] } }),
  repo: name === 'manifest' ? MANIFESTS : ENVIRONMENTS,
  branch: branchName('main'),
  components: [payments, web],
  pins: [{ file: `${name}/{component}.yaml`, holds: 'digest' }],
  checks: ['validate'],
  merge: 'when-green',
});

export const pipelineOf = (names: readonly ComponentName[] = [payments, web]): Pipeline => ({
  repo: PLATFORM,
  commit: commit('9'),
  components: names.map((name) => ({
    name,
    code: repoName(`acme/${name}`),
    image: `registry.acme.dev/${name}`,
    tag: '{commit}',
    owners: [],
  })),
  stages: [stageOf('manifest'), stageOf('staging', 'manifest'), stageOf('production', 'staging')].map((stage) => ({
    ...stage,
    components: [...names],
  })),
  issues: { closedByMerge: 'leave', labels: [] },
  changelog: DEFAULT_STYLE,
});

export const builtOf = (component: string, build: string, change: Partial<Artifact> = {}): Artifact => ({
  component: componentName(component),
  image: `registry.acme.dev/${component}`,
  digest: image(build),
  builtFrom: { repo: repoName(`acme/${component}`), commit: commit(build) },
  source: commit(build),
  ...change,
});

/** An environment that takes what is proven and asks nobody. */
export const environmentPolicy = (change: Partial<EnvironmentPolicy> = {}): EnvironmentPolicy => ({
  release: 'on-change',
  copy: 'per-component',
  together: [],
  gates: [],
  verify: [],
  force: [],
  deployments: 'whole',
  deployedBy: [{ signal: 'deployment-status' }],
  deployedWithin: 30 * 60_000,
  production: false,
  ...change,
});

/** What a test is about; everything else is ordinary. */
export interface Change {
  stage?: StageName;
  components?: ComponentName[];
  /** What the lane's own branch holds, and what the place before it offers. */
  held?: Held;
  offered?: Held;
  here?: Partial<Snapshot>;
  policy?: Partial<StagePolicy>;
  source?: Partial<Source>;
  /** Of the stage before. */
  upstream?: Partial<UpstreamStage>;
  facts?: Partial<Facts>;
}

/** The release to staging: payments is to go from image 1 to 2, web rests at 1. */
export function releaseFacts(change: Change = {}): Facts {
  const { stage = 'staging', components = [payments, web], here = {}, source, policy, facts } = change;
  const lane = laneOf(stage, components);
  const names = lane.components.map(({ name }) => name);
  return {
    now: NOW,
    web: 'https://github.com',
    lane,
    policy: {
      readAt: { repo: PLATFORM, commit: commit('9') },
      pins: pinsOf(stage),
      checks: ['validate'],
      merge: 'when-green',
      changelog: DEFAULT_STYLE,
      ...(lane.kind === 'environment' ? { environment: environmentPolicy() } : {}),
      ...policy,
    },
    here: known(
      snapshotOf({
        repo: lane.repo,
        id: `R_${stage}`,
        files: names.map((name) => fileOf(stage, name, change.held?.[name] ?? '1')),
        ...(lane.kind === 'environment' ? { environment: UNTOUCHED } : {}),
        ...here,
      }),
    ),
    sources: new Map(
      names.map((name) => {
        const repo = repoName(`acme/${name}`);
        const base = { repo, ...OPEN_TO_ALL, branch: branchName('main') };
        return [name, known({ ...base, tip: commit('5'), ...source })];
      }),
    ),
    upstream: new Map(names.map((name) => [name, known(upstreamOf(lane, name, change))])),
    artifacts: names.flatMap((name) => BUILDS.toReversed().map((build) => builtOf(name, build))),
    answers: new Map(),
    ...NOTHING_SAID,
    ...facts,
  };
}

const pinsOf = (stage: StageName): PinRule[] => stageOf(stage).pins;

/** An environment that Sluice sees for the first time. */
export const UNTOUCHED: EnvironmentState = { commits: [commit('b')], deployments: [], hasMerged: false };

export function laneOf(stage: StageName, components: ComponentName[] = [payments, web]): Lane {
  const lane = lanesOf(pipelineOf(components)).find((one) => one.stage === stage);
  if (lane === undefined) throw new Error(`there is no ${stage}`);
  return lane;
}

export function fileOf(stage: string, component: string, held: string): PinnedFile {
  const text = pinFile(component, held);
  return {
    path: pathIn(stage, component),
    base: text,
    history: historyOf({ commit: commit('a'), author: 'ada', text }),
  };
}

/** A repository that everybody may read. */
export const OPEN_TO_ALL = { audience: 'public' as const, consent: { none: 'it has none' } };

function upstreamOf(lane: Lane, name: ComponentName, { offered = {}, upstream = {} }: Change): UpstreamFact {
  const value = offered[name] ?? (name === payments ? '2' : '1');
  const reads = lane.components.find((component) => component.name === name)?.reads;
  if (reads?.of === 'builds') {
    const upTo = BUILDS.indexOf(value);
    return {
      of: 'builds',
      repo: reads.repo,
      ...OPEN_TO_ALL,
      branch: branchName('main'),
      commits: BUILDS.slice(0, upTo + 1)
        .toReversed()
        .map(commit),
    };
  }
  if (reads?.of !== 'stages') throw new Error(`${name} reads no stage`);
  const stages = reads.stages.map(({ stage, repo, kind }) =>
    known({
      stage,
      repo,
      ...OPEN_TO_ALL,
      branch: branchName('main'),
      tip: commit('d'),
      files: textsOf(stage, { ...offered, [name]: value }, lane),
      ...(kind === 'environment' ? { environment: { ...UNTOUCHED, commits: [commit('d')] } } : {}),
      ...upstream,
    }),
  );
  return { of: 'stages', how: reads.how, stages };
}

/** The files of a stage that holds these images. */
export const textsOf = (stage: string, held: Held, lane: Lane): Map<string, string> =>
  new Map(
    lane.components.map(({ name }) => [
      pathIn(stage, name),
      pinFile(name, held[name] ?? (name === payments ? '2' : '1')),
    ]),
  );

/** Answers what the plan asks by the one line of history, unless the test answers itself. */
export type Answering = (question: Question) => Answer<unknown> | undefined;

export interface Decided {
  plan: Plan;
  facts: Facts;
  /** The kinds of questions of each round. */
  rounds: string[][];
}

/** Plans as the engine does: whatever is asked is answered, until there is a plan. */
export function decide(facts: Facts, answering: Answering = () => undefined): Decided {
  const answers: Answers = new Map(facts.answers);
  const rounds: string[][] = [];
  for (let round = 0; round < 5; round += 1) {
    const decided = plan({ ...facts, answers });
    if (!('ask' in decided)) return { plan: decided, facts: { ...facts, answers }, rounds };
    rounds.push(decided.ask.map(({ ask }) => ask));
    for (const question of decided.ask)
      answers.set(questionKey(question), (answering(question) ?? usual(question)) as Answer<never>);
  }
  throw new Error('the plan asks in circles');
}

export const planOf = (facts: Facts, answering?: Answering): Plan => decide(facts, answering).plan;

function usual(question: Question): Answer<unknown> {
  if (question.ask === 'artifact') return known(undefined);
  if (question.ask !== 'range') throw new Error(`the test does not answer ${questionKey(question)}`);
  const { repo, from, to } = question;
  const classification = from < to ? 'forward' : 'rollback';
  const commits = BUILDS.map(commit).filter((one) => one > from && one <= to);
  const title = `Change ${to.slice(0, 1)} of ${repo.split('/')[1]}`;
  const pullRequests = [listed({ number: Number(to[0]), title })];
  return known(changelogOf({ repo, from, to, classification, commits: commits.toReversed(), pullRequests }));
}

export const GREEN = { name: 'validate', state: 'success', word: 'success' } as const;

/** The lane's repository after the plan was done, with its check green. */
export function afterPublish(facts: Facts, change: Parameters<typeof published>[2] = {}): Snapshot {
  const decided = planOf(facts);
  if (!('known' in facts.here)) throw new Error('the repository is not known');
  const publishes = { ...decided, steps: decided.steps.filter((step) => step.do === 'publish') };
  return published(facts.here.known, onlyStep(publishes, 'publish'), { checks: [GREEN], ...change });
}

/** The facts once the plan was done; then they change. */
export const proposedRelease = (change: Change = {}, open: Parameters<typeof published>[2] = {}): Facts => {
  const before = releaseFacts(change);
  return { ...before, here: known(afterPublish(before, open)) };
};

/** The same facts with another snapshot. */
export const seenAs = (facts: Facts, change: Partial<Snapshot>): Facts => {
  if (!('known' in facts.here)) throw new Error('the repository is not known');
  return { ...facts, here: known({ ...facts.here.known, ...change }) };
};

export const snapshotIn = ({ here }: Facts): Snapshot => {
  if (!('known' in here)) throw new Error('the repository is not known');
  return here.known;
};

/** The texts of the edits, as images: `{ 'staging/payments.yaml': '2' }`. */
export const editsIn = ({ steps }: Plan): Record<string, string> =>
  Object.fromEntries(
    steps.flatMap((step) =>
      step.do === 'publish' ? step.edits.map(({ path, text }) => [path, /sha256:(.)/.exec(text)?.[1] ?? text]) : [],
    ),
  );

export const saysOf = ({ reasons }: Plan, about: string): string | undefined =>
  reasons.find((reason) => reason.about === about)?.says;
