/**
 * How long the changelog of 2,500 commits takes from a blobless mirror, and how many calls it costs: once with git alone, once
 * with GitHub's pull requests (a stand-in that answers at once and counts). Beside it, in the same run, what scripts do: a `git log`
 * through a pipe, of which every line is searched for `(#N)`. Run it with `npm run bench:changelog`; of the times on the clock only
 * the ratios are worth quoting. Our own part is processor time, which a busy machine changes little: of this process with all its
 * threads, the garbage collector's and the compiler's among them, and of the process that runs git and reads what it prints, as that
 * is measured here by itself. It fails where that is a second or more, and where a call is made for fewer than fifty commits.
 */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { lacking } from '../src/core/answer.ts';
import { changelog, commitSha, repoName, type Changelog, type History } from '../src/core/changelog/index.ts';
import { gitHistory } from '../src/git/git-history.ts';
import { readRange } from '../src/git/reading/read-range.ts';
import { openMirrors } from '../src/git/mirrors.ts';
import { githubHistory } from '../src/github/answers/history/github-history.ts';
import { tokenClients } from '../src/github/client/token-clients.ts';
import type { Mirrors } from '../src/ports/mirrors.ts';
import { CountingGithub } from './counting-github.ts';
import { git, writeHistory, type MergedHistory } from './merged-history.ts';

const [BEFORE, WITHIN] = [10_000, 2_500];
const ROUNDS = 7;
const LONGEST_MS = 1_000;
const MOST_CALLS = Math.ceil(WITHIN / 50);

const median = (numbers: readonly number[]): number => [...numbers].sort((a, b) => a - b).at(numbers.length >> 1) ?? 0;

/** Milliseconds of the median round, on the clock and of this process's processor time. */
interface Took {
  clock: number;
  own: number;
}

/** The first round warms up. */
async function timed(task: () => unknown): Promise<Took> {
  const took: Took[] = [];
  for (let round = 0; round <= ROUNDS; round += 1) {
    const [began, before] = [performance.now(), process.cpuUsage()];
    await task();
    const { user, system } = process.cpuUsage(before);
    if (round > 0) took.push({ clock: performance.now() - began, own: (user + system) / 1000 });
  }
  return { clock: median(took.map(({ clock }) => clock)), own: median(took.map(({ own }) => own)) };
}

/** What a release script of a few lines knows of a range. */
function numbersOfLog(mirror: string, { from, to }: MergedHistory): Set<string> {
  const lines = git(mirror, ['log', '--format=%H %an %s%n%b', `${from}..${to}`]).split('\n');
  return new Set(
    lines.flatMap((line) => [...line.matchAll(/\(#(\d+)\)|#(\d+) from/g)].map(([text]) => text.replaceAll(/\D/g, ''))),
  );
}

const silent = (): void => undefined;
const LOG = { debug: silent, info: silent, warn: silent, error: silent };
/** The mirror has both commits, so nobody is asked. */
const ACCESS = { of: () => Promise.resolve(lacking('the bench has no server')) };

function online(github: CountingGithub, ranges: Pick<Mirrors, 'range'>): History {
  const clock = { now: () => Date.now() };
  const clients = tokenClients({
    baseUrl: 'https://api.github.com',
    token: 'none',
    version: '0',
    fetch: github.fetch,
  });
  return githubHistory(clients, { ranges, clock });
}

async function measure(directory: string): Promise<void> {
  const origin = join(directory, 'origin.git');
  const mirror = join(directory, 'mirrors', 'acme', 'shop.git');
  mkdirSync(origin);
  const history = writeHistory(origin, { before: BEFORE, within: WITHIN });
  git(origin, ['config', 'uploadpack.allowFilter', 'true']);
  git(directory, ['clone', '--quiet', '--bare', '--filter=blob:none', `file://${origin}`, mirror]);
  git(mirror, ['commit-graph', 'write', '--reachable']);
  // What tells Sluice that a mirror is its own.
  writeFileSync(join(mirror, 'last-used'), '');
  const request = { repo: repoName('acme/shop'), from: commitSha(history.from), to: commitSha(history.to) };
  const [alone, mirrors] = [
    gitHistory(mirror),
    openMirrors({ directory: join(directory, 'mirrors'), access: ACCESS, log: LOG }),
  ];
  const github = new CountingGithub(history);

  const reading = { ask: 'range', repository: { directory: mirror, isMirror: true }, ...request } as const;
  const took = {
    'git log, searched for (#N) line by line': await timed(() => numbersOfLog(mirror, history)),
    'running git and reading what it prints': await timed(() => readRange(reading)),
    'the range, by the small process': await timed(() => alone.range(request.repo, request.from, request.to)),
    'changelog, git alone': await timed(() => changelog(request, alone)),
    'changelog, git alone, of one path': await timed(() => changelog({ ...request, paths: ['web/**'] }, alone)),
    "changelog with GitHub's pull requests": await timed(() => changelog(request, online(github, mirrors))),
  };
  const calls = github.calls / (ROUNDS + 1);
  const found = await changelog(request, online(github, mirrors));
  await Promise.all([alone.close(), mirrors.close()]);
  report(found, took);
  const [inside, all] = [took['running git and reading what it prints'], took["changelog with GitHub's pull requests"]];
  const small = took['the range, by the small process'];
  const own = inside.own + all.own;
  const parts = `${all.own.toFixed(0)} here and ${inside.own.toFixed(0)} where git is run`;
  console.log(
    `the last: ${all.clock.toFixed(0)} ms on the clock, ${small.clock.toFixed(0)} of them in the process that runs git`,
  );
  console.log(`our own part of it: ${own.toFixed(0)} ms, ${parts}; ${LONGEST_MS} is the most`);
  console.log(`${calls} GraphQL calls; ${MOST_CALLS} is the most, one for fifty commits`);
  if (own >= LONGEST_MS || calls > MOST_CALLS) process.exitCode = 1;
}

function report({ commits, pullRequests, issues }: Changelog, took: Record<string, Took>): void {
  const first = Object.values(took)[0]?.clock ?? 0;
  console.log(
    `${commits.length} commits, ${pullRequests.length} pull requests, ${issues.length} issues; medians of ${ROUNDS} rounds`,
  );
  for (const [name, { clock, own }] of Object.entries(took)) {
    const ratio = (clock / first).toFixed(1);
    console.log(
      `${name.padEnd(40)} ${clock.toFixed(0).padStart(5)} ms, ${ratio} of the first; ${own.toFixed(0)} ms of ours`,
    );
  }
}

const directory = mkdtempSync(join(tmpdir(), 'bench-changelog-'));
try {
  await measure(directory);
} finally {
  rmSync(directory, { recursive: true, force: true });
}
