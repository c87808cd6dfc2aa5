/**
 * How fast the embedded forge is: seeding 4,000 repositories, and commits a second through its API (every answer and webhook
 * checked against GitHub's description) beside the same commits made by git itself in the same run. `npm run bench:forge` runs
 * every part in a process of its own; `-- --only commits-disk,git-plumbing` some of them. Only the ratios are worth quoting.
 */
import { execFileSync, fork } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { createForge } from '../src/forge/create.ts';
import type { Repo } from '../src/forge/domain/state.ts';
import type { Forge } from '../src/forge/forge.ts';
import { seedFleet } from '../src/forge/seed/fleet.ts';
import { seedOrganisation } from '../src/forge/seed/organisation.ts';

const COMPONENTS = 1_000;
const FILES = 1_000;
/** Commits of each kind a part makes; a spawn for each step of git's is slow enough with fewer. */
const COMMITS = 1_000;
const PLUMBED = 100;

const pathOf = (index: number): string => `apps/service-${String(index % FILES).padStart(4, '0')}.yaml`;
const contentOf = (round: number): string => `replicas: 2\nimage: registry.acme.dev/service@sha256:${round}\n`;
const base64 = (text: string): string => Buffer.from(text).toString('base64');

const seeded = Object.fromEntries(Array.from({ length: FILES }, (_, index) => [pathOf(index), contentOf(-1)]));

/** What a part found out, by name. */
type Figures = Record<string, number>;

const folders: string[] = [];

function temporary(): string {
  const folder = mkdtempSync(join(tmpdir(), 'bench-forge-'));
  folders.push(folder);
  return folder;
}

function openForge(storage: 'memory' | 'disk'): Forge {
  return createForge({
    storage: storage === 'memory' ? 'memory' : { directory: temporary() },
    app: {
      slug: 'sluice',
      publicKey: '',
      permissions: { contents: 'write', pull_requests: 'write' },
      events: ['push', 'create', 'pull_request'],
      webhook: { url: 'http://bot.invalid/hook', secret: 'shared' },
    },
  });
}

function seed(storage: 'memory' | 'disk'): Figures {
  const forge = openForge(storage);
  const began = performance.now();
  const { repositories } = seedFleet(forge.state, { components: COMPONENTS });
  const seconds = (performance.now() - began) / 1_000;
  return { repositories: repositories.length, seconds, 'peak MB': process.resourceUsage().maxRSS / 1_024 };
}

async function commits(storage: 'memory' | 'disk'): Promise<Figures> {
  const forge = openForge(storage);
  seedOrganisation(forge.state, {
    login: 'acme',
    repos: [{ fullName: 'acme/environments', files: seeded, roles: { ada: 'write' } }],
  });
  const figures = {
    ...(await measure('PUT contents', COMMITS, putter(forge))),
    ...(await measure('createCommitOnBranch', COMMITS, mutator(forge))),
  };
  const broken = forge.violations.at(0);
  if (broken !== undefined) throw new Error(`the contract was broken: ${JSON.stringify(broken)}`);
  return { ...figures, 'peak MB': process.resourceUsage().maxRSS / 1_024 };
}

/** Steps a second, one after the other, after a tenth of them to warm up; and the processor's time for one, which a busy machine does not change. */
async function measure(what: string, count: number, step: (round: number) => Promise<void>): Promise<Figures> {
  for (let round = 0; round < count / 10; round += 1) await step(-2 - round);
  const [began, cpu] = [performance.now(), process.cpuUsage()];
  for (let round = 0; round < count; round += 1) await step(round);
  const { user, system } = process.cpuUsage(cpu);
  return {
    [`${what}/s`]: (count * 1_000) / (performance.now() - began),
    [`${what} CPU ms`]: (user + system) / 1_000 / count,
  };
}

function environments({ state }: Forge): Repo {
  const repo = state.repos.get('acme/environments');
  if (repo === undefined) throw new Error('acme/environments was not seeded');
  return repo;
}

async function send(forge: Forge, request: { method: string; path: string; body?: unknown }): Promise<unknown> {
  const response = await forge.fetch(`http://forge.test${request.path}`, {
    method: request.method,
    headers: { 'user-agent': 'bench', authorization: `Bearer ${forge.personToken('ada')}` },
    ...(request.body !== undefined && { body: JSON.stringify(request.body) }),
  });
  const answer: unknown = await response.json();
  if (!response.ok) throw new Error(`${request.method} ${request.path}: ${response.status} ${JSON.stringify(answer)}`);
  return answer;
}

/** One file, one commit; the blob ids are kept from the answers, so that nothing but commits is measured. */
function putter(forge: Forge): (round: number) => Promise<void> {
  const first = environments(forge).git.objects.write('blob', Buffer.from(contentOf(-1)));
  const known = new Map<string, string>();
  return async (round) => {
    const path = pathOf(Math.abs(round));
    const body = { message: `Bump ${path}`, content: base64(contentOf(round)), sha: known.get(path) ?? first };
    const answer = await send(forge, { method: 'PUT', path: `/repos/acme/environments/contents/${path}`, body });
    known.set(path, (answer as { content: { sha: string } }).content.sha);
  };
}

const MUTATION = `mutation Commit($input: CreateCommitOnBranchInput!) { createCommitOnBranch(input: $input) { commit { oid } } }`;

function mutator(forge: Forge): (round: number) => Promise<void> {
  let head = environments(forge).git.refs.read('refs/heads/main') ?? '';
  return async (round) => {
    const path = pathOf(Math.abs(round));
    const input = {
      branch: { repositoryNameWithOwner: 'acme/environments', branchName: 'main' },
      expectedHeadOid: head,
      message: { headline: `Bump ${path}` },
      fileChanges: { additions: [{ path, contents: base64(`${contentOf(round)}# again\n`) }] },
    };
    const answer = await send(forge, {
      method: 'POST',
      path: '/graphql',
      body: { query: MUTATION, variables: { input } },
    });
    head = (answer as { data: { createCommitOnBranch: { commit: { oid: string } } } }).data.createCommitOnBranch.commit
      .oid;
  };
}

const AUTHOR = {
  GIT_AUTHOR_NAME: 'ada',
  GIT_AUTHOR_EMAIL: 'ada@acme.dev',
  GIT_COMMITTER_NAME: 'ada',
  GIT_COMMITTER_EMAIL: 'ada@acme.dev',
};

/** A bare repository with the same 1,000 files, and git in it. */
function bareRepository(): (args: string[], input?: string) => string {
  const directory = temporary();
  const env = {
    PATH: process.env['PATH'],
    GIT_DIR: directory,
    GIT_CONFIG_NOSYSTEM: '1',
    GIT_CONFIG_GLOBAL: '/dev/null',
    ...AUTHOR,
  };
  const git = (args: string[], input?: string): string =>
    execFileSync('git', args, { env, encoding: 'utf8', ...(input !== undefined && { input }) }).trim();
  git(['init', '--quiet', '--bare', '--initial-branch=main']);
  const files = Object.entries(seeded).map(([path, text]) => `M 100644 inline ${path}\n${data(text)}`);
  git(['fast-import', '--quiet', '--date-format=now'], `${commitHead('seed')}${files.join('')}`);
  return git;
}

const data = (text: string): string => `data ${Buffer.byteLength(text)}\n${text}\n`;
const commitHead = (message: string): string =>
  `commit refs/heads/main\ncommitter ada <ada@acme.dev> now\n${data(message)}`;

/** A commit as scripts make it: an index of the whole tree is kept between commits. */
async function plumbing(): Promise<Figures> {
  const git = bareRepository();
  git(['read-tree', 'main']);
  return measure('commits', PLUMBED, (round) => {
    const path = pathOf(Math.abs(round));
    const parent = git(['rev-parse', 'refs/heads/main']);
    const blob = git(['hash-object', '-w', '--stdin'], contentOf(round));
    git(['update-index', '--cacheinfo', `100644,${blob},${path}`]);
    const commit = git(['commit-tree', git(['write-tree']), '-p', parent, '-m', `Bump ${path}`]);
    git(['update-ref', 'refs/heads/main', commit, parent]);
    return Promise.resolve();
  });
}

/** All commits in one stream: what git can do when nobody waits for an answer. */
function fastImport(): Figures {
  const git = bareRepository();
  const stream = Array.from({ length: COMMITS }, (_, round) => {
    const from = round === 0 ? 'from refs/heads/main^0\n' : '';
    return `${commitHead(`Bump ${pathOf(round)}`)}${from}M 100644 inline ${pathOf(round)}\n${data(contentOf(round))}`;
  });
  const began = performance.now();
  git(['fast-import', '--quiet', '--date-format=now'], stream.join(''));
  return { 'commits/s': (COMMITS * 1_000) / (performance.now() - began) };
}

const parts = new Map<string, () => Figures | Promise<Figures>>(
  Object.entries({
    'seed-memory': () => seed('memory'),
    'seed-disk': () => seed('disk'),
    'commits-memory': () => commits('memory'),
    'commits-disk': () => commits('disk'),
    'git-plumbing': plumbing,
    'git-fast-import': fastImport,
  }),
);

/** Runs one part here (as a profiler wants it) and tells the process that asked for it. */
async function runPart(name: string): Promise<void> {
  const part = parts.get(name);
  if (part === undefined) throw new Error(`there is no part "${name}"; there are ${[...parts.keys()].join(', ')}`);
  try {
    const figures = await part();
    if (process.send) process.send(figures);
    else tell(name, figures);
  } finally {
    for (const folder of folders) rmSync(folder, { recursive: true, force: true });
  }
}

async function inOwnProcess(name: string): Promise<Figures> {
  const child = fork(import.meta.filename, ['--part', name]);
  const ended = once(child, 'exit');
  const [figures] = (await Promise.race([once(child, 'message'), ended])) as [Figures | number];
  await ended;
  if (typeof figures !== 'object') throw new Error(`${name} ended with ${figures}`);
  return figures;
}

function tell(name: string, figures: Figures): void {
  const shown = Object.entries(figures).map(
    ([what, value]) => `${what} ${value < 100 ? value.toFixed(2) : Math.round(value)}`,
  );
  console.log(`${name.padEnd(16)} ${shown.join(', ')}`);
}

function tellRatios(all: Map<string, Figures>): void {
  for (const ours of ['commits-memory', 'commits-disk']) {
    for (const theirs of ['git-plumbing', 'git-fast-import']) {
      const [mine, git] = [all.get(ours)?.['createCommitOnBranch/s'], all.get(theirs)?.['commits/s']];
      if (mine !== undefined && git !== undefined) console.log(`${ours} / ${theirs}: ${(mine / git).toFixed(2)}`);
    }
  }
}

async function main([flag, value = '']: string[]): Promise<void> {
  if (flag === '--part') return runPart(value);
  const all = new Map<string, Figures>();
  for (const name of flag === '--only' ? value.split(',') : parts.keys()) {
    const figures = await inOwnProcess(name);
    all.set(name, figures);
    tell(name, figures);
  }
  tellRatios(all);
}

await main(process.argv.slice(2));
