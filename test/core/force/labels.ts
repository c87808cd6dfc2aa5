import { planLabel } from '../../../src/core/force/plan-label.ts';
import type { LabelAsk, LabelFacts, LabelPlan } from '../../../src/core/force/label-facts.ts';
import type { LabelledHead, LabelledPullRequest } from '../../../src/core/force/labelled.ts';
import { known, unknown, type Answer } from '../../../src/core/answer.ts';
import type { Role } from '../../../src/core/authority/role.ts';
import { NO_CONTROLS } from '../../../src/core/controls/controls.ts';
import { commitSha, promotionId, repoName } from '../../../src/core/names.ts';
import { loadPipeline } from '../../../src/core/pipeline/load-pipeline.ts';
import type { Pipeline } from '../../../src/core/pipeline/pipeline.ts';
import { questionKey, type Answers } from '../../../src/core/promotion/questions.ts';
import type { ReviewFact } from '../../../src/core/promotion/snapshot.ts';

export const id = (digit: string) => commitSha(digit.repeat(40));
export const image = (digit: string): string => `sha256:${digit.repeat(64)}`;
export const LABELLED_AT = Date.parse('2026-03-02T09:00:00Z');
export const PAYMENTS = repoName('acme/payments');
export const SHOP = repoName('acme/shop');
export const MANIFESTS = repoName('acme/manifests');
export const ENVIRONMENTS = repoName('acme/environments');

/** payments by a docker repository, web and api from one repository; production is forced by a team, staging by its maintainers. */
export const PIPELINE = `version: 1
components:
  payments: { code: acme/payments, image: registry.acme.dev/payments }
  web: { code: { repo: acme/shop, paths: ["web/**"] }, image: registry.acme.dev/web }
  api: { code: { repo: acme/shop, paths: ["api/**"] }, image: registry.acme.dev/api }
stages:
  docker:
    kind: docker
    repo: acme/{component}-docker
    components: [payments]
    pins: [{ file: Dockerfile, arg: APP_COMMIT, holds: commit }]
    checks: [build]
    merge: when-green
  manifest:
    kind: manifest
    from: docker
    repo: acme/manifests
    pins: [{ file: "apps/{component}/kustomization.yaml", holds: digest }]
    checks: [lint]
    merge: when-green
  staging:
    kind: environment
    from: manifest
    repo: acme/environments
    pins: [{ file: "staging/{component}.yaml", holds: digest }]
    release: on-change
    checks: [validate]
    merge: when-green
  production:
    kind: environment
    from: staging
    repo: acme/environments
    pins: [{ file: "production/{component}.yaml", holds: digest }]
    release: on-change
    checks: [validate]
    merge: when-green
    force: ["@acme/release-managers"]
`;

/** The same, where two of the release managers have to approve what goes to production. */
export const APPROVED = PIPELINE.replace(
  '    force:',
  `    gates: [{ approvals: { count: 2, from: ["@acme/release-managers"] } }]
    force:`,
);

export function pipelineOf(text = PIPELINE): Pipeline {
  const loaded = loadPipeline(text, { repo: repoName('acme/platform'), commit: id('f') });
  if (!('pipeline' in loaded)) throw new Error(JSON.stringify(loaded.problems));
  return loaded.pipeline;
}

/** The last head of a pull request: green, and approved by nobody. */
export function headOf(change: Partial<LabelledHead> = {}): LabelledHead {
  return {
    number: 7,
    head: id('a'),
    checks: [{ name: 'validate', state: 'success', word: 'success' }],
    checksComplete: true,
    reviewers: [],
    committers: ['ada'],
    unknownCommitters: false,
    requires: { checks: [] },
    ...change,
  };
}

/** What somebody who may write says of that head. */
export const reviewBy = (by: string, change: Partial<ReviewFact> = {}): ReviewFact => ({
  by,
  byHuman: true,
  state: 'approved',
  commit: id('a'),
  at: LABELLED_AT,
  mayWrite: true,
  ...change,
});

/** A merged pull request of payments' code, where nothing else is said. */
export function pullRequestOf(change: Partial<LabelledPullRequest> = {}): LabelledPullRequest {
  return {
    repo: PAYMENTS,
    number: 7,
    id: 'PR_7',
    title: 'Retry transfers',
    state: 'merged',
    base: 'main',
    defaultBranch: 'main',
    headBranch: 'retry-transfers',
    headIsFork: false,
    mergeCommit: id('b'),
    files: ['server.js'],
    filesComplete: true,
    labels: [],
    said: [],
    head: headOf(),
    ...change,
  };
}

export interface Told {
  environment?: 'staging' | 'production';
  by?: string;
  /** Live roles on the environments repository. */
  roles?: Record<string, Role>;
  /** Live members of the release managers. */
  managers?: string[];
  /** Of whom GitHub cannot say it. */
  unread?: string;
  texts?: Record<string, string>;
  facts?: Partial<LabelFacts>;
}

export function factsOf(
  pullRequest: LabelledPullRequest,
  { environment = 'staging', by = 'ada', facts = {} }: Told = {},
): LabelFacts {
  const pipeline = facts.pipeline ?? pipelineOf();
  const stage = pipeline.stages.find(({ name }) => name === environment);
  if (stage?.environment === undefined) throw new Error(`${environment} is no environment`);
  return {
    now: LABELLED_AT,
    web: 'https://github.com',
    pipeline,
    stage: { ...stage, environment: stage.environment },
    pullRequest,
    said: promotionId(pullRequest.repo, pullRequest.number),
    label: { name: `deploy/${environment}`, by, at: LABELLED_AT },
    wishes: [],
    controls: known(NO_CONTROLS),
    answers: new Map(),
    ...facts,
  };
}

/** Answers what is asked, as often as it asks. */
export function decided(pullRequest: LabelledPullRequest, told: Told = {}): LabelPlan {
  const answers: Answers = new Map();
  const facts = factsOf(pullRequest, told);
  facts.answers = answers;
  for (let round = 0; round < 5; round += 1) {
    const plan = planLabel(facts);
    if (!isAsk(plan)) return plan;
    for (const question of plan.ask) {
      if (question.ask === 'role') answers.set(questionKey(question), known(told.roles?.[question.login] ?? 'none'));
      if (question.ask === 'member') answers.set(questionKey(question), membership(told, question.login));
      if (question.ask === 'text') answers.set(questionKey(question), known(told.texts ?? {}));
    }
    if (plan.environment && facts.environment === undefined)
      facts.environment = known({ commits: [id('b')], deployments: [], hasMerged: true });
  }
  throw new Error('it asks in circles');
}

const membership = ({ managers = [], unread }: Told, login: string): Answer<boolean> =>
  login === unread ? unknown('GitHub is ill') : known(managers.includes(login));

export const isAsk = (plan: LabelAsk | LabelPlan): plan is LabelAsk => 'ask' in plan;

/** The keys of the comments that a plan leaves, and the labels that it takes off. */
export const saidIn = ({ steps }: LabelPlan): string[] =>
  steps.flatMap((step) => {
    if (step.do === 'comment') return [step.key];
    if (step.do === 'label') return step.remove.map((name) => `-${name}`);
    return [step.do];
  });

/** The reasons that a plan's one comment lists. */
export function reasonsIn({ steps }: LabelPlan): unknown {
  const [comment] = steps.flatMap((step) => (step.do === 'comment' ? [step.body.model] : []));
  return (comment as { list?: unknown } | undefined)?.list;
}
