import { known, type Answer } from '../../../src/core/answer.ts';
import type { Changelog, ChangelogPullRequest, DirectCommit } from '../../../src/core/changelog/changelog-model.ts';
import { DEFAULT_STYLE } from '../../../src/core/changelog/changelog-style.ts';
import { NO_CONTROLS } from '../../../src/core/controls/controls.ts';
import { branchName, commitSha, componentName, repoName, stageName } from '../../../src/core/names.ts';
import type { CommitSha, LaneId } from '../../../src/core/names.ts';
import { questionKey } from '../../../src/core/promotion/questions.ts';
import type { Facts, Source, StagePolicy } from '../../../src/core/promotion/facts.ts';
import type {
  Audience,
  FileChange,
  FileHistory,
  OpenPullRequest,
  Snapshot,
} from '../../../src/core/promotion/snapshot.ts';
import { plan } from '../../../src/core/promotion/plan.ts';
import type { Plan, PublishStep, Step } from '../../../src/core/promotion/plan-model.ts';
import { Lineage } from '../../../src/core/text/trailers.ts';

/** `id('1')` is the commit 111…; a test names its commits by a digit or a letter. */
export const id = (name: string): CommitSha => commitSha(name.repeat(40));
/** What the pin holds, and the newest commit of the code repository. */
export const OLD = id('1');
export const NEW = id('2');
export const NOW = Date.parse('2026-03-02T09:00:00Z');
export const CODE = repoName('acme/payments');
export const DOCKER = repoName('acme/payments-docker');
const PIPELINE = repoName('acme/platform');
const payments = componentName('payments');

/** The commit that brought a file into being; every file that exists has one. */
const CREATED: FileChange = { commit: id('a'), at: Date.parse('2026-03-01T09:00:00Z'), author: 'ada' };

/** Changes of a file, newest first: each found what the next one left. A test that does not care names none. */
export function historyOf(...changes: (Omit<FileChange, 'at'> & { at?: number })[]): FileHistory {
  const all = (changes.length === 0 ? [CREATED] : changes).map((change) => ({
    ...change,
    at: change.at ?? CREATED.at,
  }));
  return {
    changes: all.map((change, index) => {
      const before = all[index + 1]?.text;
      return { ...(before === undefined ? {} : { before }), ...change };
    }),
    hasOlder: false,
  };
}

/** What the plan asks when the look's changes of the Dockerfile do not reach back to the one that set the pin. */
export const HISTORY_QUESTION = { ask: 'history' as const, repo: DOCKER, path: 'Dockerfile', tip: id('b') };

export const dockerfile = (commit: string): string => `FROM node:24\nARG APP_COMMIT=${commit}\nRUN make\n`;

/** Nobody holds, ordered or wished anything. */
export const NOTHING_SAID = {
  controls: known(NO_CONTROLS),
  orders: [],
  wishes: [],
  passes: [],
  since: Date.parse('2026-01-01T00:00:00Z'),
} satisfies Partial<Facts>;

/** What differs from the small world in which one merge waits to be carried and nothing else is the matter. */
export interface Change {
  here?: Partial<Snapshot>;
  policy?: Partial<StagePolicy>;
  source?: Partial<Source>;
  changelog?: Partial<Changelog>;
  facts?: Partial<Facts>;
}

/** A pull request of a changelog; what is not said of it is not so. */
export const listed = (
  change: Partial<ChangelogPullRequest> & { number: number; title: string },
): ChangelogPullRequest => ({
  author: 'ada',
  coAuthors: [],
  issues: [],
  closes: [],
  tells: [],
  trackerKeys: [],
  origins: [],
  labels: [],
  ...change,
});

/** A direct commit of a changelog; what is not said of it is not so. */
export const listedCommit = (change: Partial<DirectCommit> & { commit: CommitSha; subject: string }): DirectCommit => ({
  author: 'ada',
  issues: [],
  closes: [],
  tells: [],
  trackerKeys: [],
  ...change,
});

export function changelogOf(change: Partial<Changelog> = {}): Changelog {
  return {
    repo: CODE,
    from: OLD,
    to: NEW,
    classification: 'forward',
    commits: [NEW],
    pullRequests: [listed({ number: 7, title: 'Retry transfers' })],
    issues: [],
    trackerKeys: [],
    directCommits: [],
    removed: [],
    reverted: [],
    unknown: [],
    ...change,
  };
}

/** The lane of payments: its Dockerfile pins OLD, its code is at NEW, and the range between them has been answered. */
export function factsOf({ here, policy, source, changelog, facts }: Change = {}): Facts {
  const offered = {
    repo: CODE,
    audience: 'public' as Audience,
    consent: { none: 'it has no .github/sluice.yml' },
    branch: branchName('main'),
    tip: NEW,
    ...source,
  };
  const log = changelogOf({ repo: offered.repo, to: offered.tip, ...changelog });
  return {
    now: NOW,
    web: 'https://github.com',
    lane: {
      id: 'acme/platform:docker/payments' as LaneId,
      pipeline: PIPELINE,
      stage: stageName('docker'),
      kind: 'docker',
      components: [{ name: payments, code: CODE, tag: '{commit}', owners: [], reads: { of: 'code' } }],
      repo: DOCKER,
      head: branchName('sluice/docker/payments'),
    },
    policy: {
      readAt: { repo: PIPELINE, commit: id('9') },
      pins: [{ file: 'Dockerfile', arg: 'APP_COMMIT', holds: 'commit' }],
      checks: ['build'],
      merge: 'when-green',
      changelog: DEFAULT_STYLE,
      ...policy,
    },
    here: known(snapshotOf(here)),
    sources: new Map([[payments, known(offered)]]),
    upstream: new Map(),
    artifacts: [],
    ...NOTHING_SAID,
    answers: new Map([[questionKey({ ask: 'range', repo: log.repo, from: log.from, to: log.to }), known(log)]]),
    ...facts,
  };
}

export function snapshotOf(change: Partial<Snapshot> = {}): Snapshot {
  return {
    repo: DOCKER,
    id: 'R_docker',
    audience: 'public',
    archived: false,
    consent: { to: PIPELINE },
    base: { name: branchName('main'), tip: id('b'), tree: 'tree-of-base' },
    requires: { checks: [], approvals: 0, mergeQueue: false, upToDate: false },
    autoMergeAllowed: false,
    lately: [],
    mergeMethods: ['merge', 'squash'],
    others: [],
    files: [
      {
        path: 'Dockerfile',
        base: dockerfile(OLD),
        history: historyOf({ commit: id('a'), author: 'ada', text: dockerfile(OLD) }),
      },
    ],
    ...change,
  };
}

/** The plan, where the facts leave no question. */
export function planned(facts: Facts): Plan {
  const decided = plan(facts);
  if ('ask' in decided) throw new Error(`the plan asks ${JSON.stringify(decided.ask)}`);
  return decided;
}

export const codes = ({ reasons }: Plan): string[] => reasons.map(({ standing, code }) => `${standing} ${code}`);

export function onlyStep<Do extends Step['do']>(decided: Plan, what: Do): Extract<Step, { do: Do }> {
  const [step, ...more] = decided.steps;
  if (step?.do !== what || more.length > 0)
    throw new Error(`the plan is to ${decided.steps.map((each) => each.do).join(', ') || 'do nothing'}`);
  return step as Extract<Step, { do: Do }>;
}

export const GREEN = { name: 'build', state: 'success', word: 'success' } as const;

/** The world after the lane's pull request was opened as the plan wanted it, and its check succeeded. */
export function proposed(change: Change & { open?: Partial<OpenPullRequest> } = {}): Facts {
  const { source = {}, changelog = {} } = change;
  const step = onlyStep(planned(factsOf({ source, changelog })), 'publish');
  return factsOf({ ...change, here: { ...published(snapshotOf(), step, change.open), ...change.here } });
}

/** The lane's repository after a publish step was done to it. */
export function published(before: Snapshot, step: PublishStep, open: Partial<OpenPullRequest> = {}): Snapshot {
  const edits = new Map(step.edits.map(({ path, text }) => [path, text]));
  const stale = step.how === 'append' ? 'head' : 'base';
  const lineage =
    step.edits.length > 0 ? Lineage.parse(`${step.commit.headline}\n\n${step.commit.body}`) : before.branch?.lineage;
  const commit = {
    commit: id('c'),
    at: NOW,
    author: 'sluice[bot]',
    byUs: true,
    isKnownAuthor: true,
    mergesBase: false,
  };
  return {
    ...before,
    files: before.files.map((file) => {
      const head = edits.get(file.path) ?? file[stale];
      return { ...file, ...(head === undefined ? {} : { head }) };
    }),
    branch: { tip: id('c'), commits: [commit], ...(lineage === undefined ? {} : { lineage }) },
    open: {
      number: 41,
      id: 'PR_41',
      head: id('c'),
      base: before.base.name,
      draft: false,
      title: step.title,
      bodyKey: step.body.key,
      mergeable: 'mergeable',
      inStep: true,
      behind: false,
      blocked: false,
      checks: [GREEN],
      checksComplete: true,
      changedFiles: step.edits.length,
      said: [],
      reviewers: [],
      asked: [],
      labels: [],
      commands: [],
      autoMerge: false,
      ...open,
    },
  };
}

export const withAnswer = (facts: Facts, answer: Answer<Changelog>): Facts => ({
  ...facts,
  answers: new Map([...facts.answers.keys()].map((key) => [key, answer])),
});

/** The facts once the Dockerfile's history was asked for further back than the look saw it. */
export const withHistory = (facts: Facts, answer: Answer<FileHistory>): Facts => ({
  ...facts,
  answers: new Map([...facts.answers, [questionKey(HISTORY_QUESTION), answer]]),
});
