import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from '@jest/globals';
import { buildSchema, parse, validate } from 'graphql';
import { branchName, componentName, repoName, stageName, type CommitSha } from '../../../src/core/names.ts';
import type { TellStep } from '../../../src/core/environments/follow-up-model.ts';
import type { Message, PublishStep, Step } from '../../../src/core/promotion/plan-model.ts';
import { answerQuestions } from '../../../src/github/answers/answer-questions.ts';
import { RecentPasts } from '../../../src/github/answers/older/recent-pasts.ts';
import { graphqlOperation } from '../../../src/github/client/graphql-outcome.ts';
import { githubEffects } from '../../../src/github/effects/github-effects.ts';
import { readBuiltBranch, readBuiltCommit } from '../../../src/github/look/build-place.ts';
import { readIssues } from '../../../src/github/look/issues.ts';
import { look } from '../../../src/github/look/look.ts';
import { readPipelineFiles } from '../../../src/github/look/pipeline-files.ts';
import { readPromotion } from '../../../src/github/look/promotion.ts';
import { readProposal } from '../../../src/github/look/proposal.ts';
import { survey } from '../../../src/github/look/threads/survey.ts';
import { readControl } from '../../../src/github/look/threads/control.ts';
import { readMergedHeads } from '../../../src/github/look/threads/merged-heads.ts';
import { readThread } from '../../../src/github/look/threads/thread.ts';
import { readWish } from '../../../src/github/look/threads/wish.ts';
import { githubTrees } from '../../../src/github/trees.ts';
import { GithubWorld } from '../../github/forge/world.ts';
import { turnOf } from '../../github/turn.ts';

const source = fileURLToPath(new URL('../../../src/', import.meta.url));
const schema = buildSchema(readFileSync(join(source, 'forge/contract/slices/schema.graphql'), 'utf8'));

const ENVIRONMENTS = repoName('acme/environments');
const PAYMENTS = repoName('acme/payments');
const SHOP = repoName('acme/shop');
const STAGING = stageName('staging');

/** How a document gets its name in the source: in its text, by who joins its parts, by who collects its mutations. */
const naming = [
  /`query ([A-Z]\w+)/g,
  /\bclients,\s*'([A-Z]\w+)'/g,
  /new MutationDocument\('([A-Z]\w+)'\)/g,
  /mutate\(client, \{\s*name: '([A-Z]\w+)'/g,
];

/** They send what others name. */
const senders = [
  'github/answers/history/brought/read-facts.ts',
  'github/answers/history/ranges/read-pages.ts',
  'github/client/client.ts',
  'github/client/token-clients.ts',
  'github/effects/merging/mutate.ts',
  'github/look/read-parts.ts',
];

interface Source {
  path: string;
  text: string;
}

function sources(): Source[] {
  const paths = readdirSync(source, { recursive: true, encoding: 'utf8' });
  return paths
    .filter((path) => path.endsWith('.ts') && !path.startsWith('forge'))
    .map((path) => ({ path, text: readFileSync(join(source, path), 'utf8') }));
}

const namesIn = ({ text }: Source): string[] =>
  naming.flatMap((form) => [...text.matchAll(form)].map(([, name]) => `graphql:${name}`));

/** Asks and changes everything once that the bot ever asks and changes by GraphQL. */
async function everything(world: GithubWorld): Promise<void> {
  await reads(world, await proposal(world));
  await questions(world);
  await effects(world);
}

/** A pull request that changes the pipeline file, and said so much of that it takes two pages. */
async function proposal(world: GithubWorld): Promise<number> {
  const change = { branch: 'policy', title: 'Policy', body: '', path: '.github/sluice.yml', text: 'version: 1\n' };
  const number = await world.grace.proposes(PAYMENTS, change);
  for (let said = 0; said < 101; said += 1) await world.grace.comments(PAYMENTS, number, 'and');
  return number;
}

async function reads(world: GithubWorld, number: number): Promise<void> {
  const { tools } = world;
  const { clients } = tools;
  await look(
    tools,
    ['docker/payments', 'manifest/payments', 'staging', 'production'].map((id) => world.request(id)),
  );
  await readPipelineFiles(clients, [PAYMENTS]);
  await readProposal(tools, PAYMENTS, number);
  await readThread(tools, PAYMENTS, number);
  await readControl(tools, PAYMENTS);
  const labelled = { repos: [ENVIRONMENTS], labels: ['deploy/production'] };
  await survey(tools, { lanes: [], labelled, controls: [PAYMENTS], proposals: [PAYMENTS], elsewhere: [] });
  for (const head of [true, false]) await readWish(tools, { repo: PAYMENTS, number, head });
  await readPromotion(tools, { repo: PAYMENTS, number });
  await readPromotion(tools, { repo: PAYMENTS, number, environment: STAGING });
  await readMergedHeads(clients, {
    repo: ENVIRONMENTS,
    heads: ['release-staging', 'force/staging/web'].map(branchName),
  });
  const issue = await world.grace.opensIssue(PAYMENTS, 'long');
  for (let said = 0; said < 101; said += 1) await world.grace.comments(PAYMENTS, issue, 'and');
  await readIssues(tools, [{ repo: PAYMENTS, number: issue }], ['deployed']);
  const place = { repo: ENVIRONMENTS, file: 'staging/web.yaml' };
  await readBuiltCommit(clients, place, world.tip(ENVIRONMENTS));
  await readBuiltBranch(clients, { ...place, branch: branchName('main') }, 10);
  const trees = githubTrees(clients);
  await trees.filesBelow(ENVIRONMENTS, world.tip(ENVIRONMENTS), ['staging']);
  await trees.lastAuthor(ENVIRONMENTS, world.tip(ENVIRONMENTS), 'staging/web.yaml');
}

async function questions(world: GithubWorld): Promise<void> {
  const first = world.tip(SHOP);
  for (let change = 0; change < 101; change += 1) await world.commits(SHOP, 'web/index.html', `${change}\n`);
  const from = world.tip(SHOP);
  const to = await world.commits(SHOP, 'web/index.html', 'second\n');
  const tip = world.tip(ENVIRONMENTS);
  const cache = {
    get: () => Promise.resolve(new Map<string, unknown>()),
    put: () => Promise.resolve(),
    putAll: () => Promise.resolve(),
  };
  const tools = { ...world.tools, cache, clock: world.clock, pasts: new RecentPasts() };
  const components = [componentName('payments')];
  await answerQuestions(tools, [
    { ask: 'text', repo: ENVIRONMENTS, commit: tip, paths: ['staging/web.yaml'] },
    { ask: 'history', repo: ENVIRONMENTS, path: 'staging/web.yaml', tip },
    { ask: 'range', repo: SHOP, from, to },
    { ask: 'range', repo: SHOP, from: first, to },
    { ask: 'range', repo: SHOP, from, to, paths: ['web/**'] },
    { ask: 'range', repo: SHOP, from, to, paths: Array.from({ length: 30 }, (_, at) => `part-${at}/**`) },
    { ask: 'signals', repo: ENVIRONMENTS, commits: [tip], workflows: ['deploy.yml'], statuses: ['flux/staging'] },
    { ask: 'deployments', repo: ENVIRONMENTS, stage: STAGING, tip, components, by: world.clock.now() },
  ]);
}

/** What they are about need not be there: a document is judged before anything is looked for. */
async function effects(world: GithubWorld): Promise<void> {
  const { run, deleteBranch } = githubEffects({
    clients: world.tools.clients,
    clock: world.clock,
    // What is counted is sent in the first half of it.
    settle: 30_000,
    render: () => 'words',
    log: { error: () => undefined },
    intentions: {
      recall: () => Promise.resolve({ done: false }),
      intend: (_, now) => Promise.resolve({ first: now, done: false }),
      attempt: () => Promise.resolve(true),
      takeBack: () => Promise.resolve(),
      done: () => Promise.resolve(),
    },
  });
  const { commit } = await world.grace.call<{ commit: { tree: { sha: string } } }>(
    'GET',
    `/repos/${ENVIRONMENTS}/commits/main`,
  );
  const { node_id: id } = await world.grace.call<{ node_id: string }>('GET', `/repos/${ENVIRONMENTS}`);
  const tip = world.tip(ENVIRONMENTS);
  const steps = [...publications(id, tip, commit.tree.sha), ...others(tip), await telling(world)];
  for (const step of steps) await run(ENVIRONMENTS, step, turnOf(world.clock.now()));
  const branch = { repo: ENVIRONMENTS, id, branch: branchName('release-staging'), tip };
  await deleteBranch(branch, turnOf(world.clock.now()));
}

const body: Message = { template: 'release', kind: 'content', model: {}, key: 'k' };
const pullRequest = { number: 1, id: 'PR_of_nobody' };

function publications(repositoryId: string, onto: CommitSha, ontoTree: string): PublishStep[] {
  const common = {
    do: 'publish',
    repositoryId,
    head: branchName('release-staging'),
    base: branchName('main'),
    onto,
    ontoTree,
    edits: [{ path: 'staging/web.yaml', text: 'new\n' }],
    commit: { headline: 'web', body: '' },
    title: 'Release',
    body,
  } satisfies Partial<PublishStep>;
  return [
    { ...common, key: 'publish:1', how: 'create' },
    { ...common, key: 'publish:2', how: 'append', before: onto, pullRequest },
    { ...common, key: 'publish:3', how: 'rewrite', before: onto, deletes: ['staging/payments.yaml'], pullRequest },
  ];
}

const others = (head: CommitSha): Step[] => [
  { do: 'describe', key: '1', pullRequest, title: 'Release', body },
  { do: 'comment', key: '2', pullRequest, body },
  { do: 'edit', key: '3', pullRequest, comment: 'IC_of_nobody', body },
  { do: 'close', key: '4', pullRequest, body },
  { do: 'close', key: '5', pullRequest },
  { do: 'enqueue', key: '6', pullRequest, head },
  { do: 'dequeue', key: '7', pullRequest },
  { do: 'auto-merge', key: '8', pullRequest, head, method: 'squash', squash: { title: 't', message: 'm' } },
  { do: 'auto-merge', key: '9', pullRequest, head, method: 'merge', squash: { title: 't', message: 'm' } },
  { do: 'stop-auto-merge', key: '10', pullRequest },
  { do: 'update-branch', key: '11', pullRequest, head },
];

/** Of an issue that is there, since each of its documents needs the one before to have succeeded. */
async function telling(world: GithubWorld): Promise<TellStep> {
  const number = await world.grace.opensIssue(ENVIRONMENTS, 'slow');
  const seen = await readIssues(world.tools, [{ repo: ENVIRONMENTS, number }], ['deploy/demo', 'deploy/production']);
  const [issue] = seen.values();
  if (issue === undefined || 'unknown' in issue || issue.known.absent !== undefined) throw new Error('no issue');
  const { id, known } = issue.known;
  return {
    do: 'tell',
    key: 'tell',
    repo: ENVIRONMENTS,
    issue: { number, id },
    status: { id: 'IC_of_nobody', body },
    announce: body,
    add: known.slice(0, 1),
    remove: known.slice(1),
    close: true,
  };
}

describe('the GraphQL documents of the bot', () => {
  it('have names, each in the file that sends it or hands it to one that does', () => {
    const nameless = sources()
      .filter(({ text }) => /\.graphql[<(]/.test(text))
      .filter((file) => namesIn(file).length === 0 && !senders.includes(file.path.replaceAll('\\', '/')));

    expect(nameless.map(({ path }) => path)).toEqual([]);
  });

  it("are all put to GitHub's schema, and fit it", async () => {
    const world = new GithubWorld();

    await everything(world);

    const sent = new Set(world.documents);
    const known = new Set(sources().flatMap(namesIn));
    const asked = new Set([...sent].map(graphqlOperation));
    expect([...known].filter((name) => !asked.has(name))).toEqual([]);
    expect([...asked].filter((name) => !known.has(name))).toEqual([]);
    const wrong = [...sent].flatMap((text) =>
      validate(schema, parse(text)).map(({ message }) => `${graphqlOperation(text)}: ${message}`),
    );
    expect(wrong).toEqual([]);
    expect(world.forge.violations.filter(({ what }) => what === 'request')).toEqual([]);
  });
});
