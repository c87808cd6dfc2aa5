import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { known } from '../../../../src/core/answer.ts';
import { trailingNumbers } from '../../../../src/core/changelog/attribution/subjects.ts';
import { namedCommits } from '../../../../src/core/changelog/range/named-commits.ts';
import { rootsOf } from '../../../../src/core/changelog/range/path-roots.ts';
import type { CommitSha, History, RangeCommit } from '../../../../src/core/changelog/index.ts';

const folder = process.env['SLUICE_CORPUS'] ?? '';
export const hasCorpus = existsSync(join(folder, 'changelog-truth.json.gz'));
/** Said beside the name of a suite that needs it. */
export const unless = hasCorpus ? '' : '; skipped: set SLUICE_CORPUS to a folder with changelog-truth.json.gz';

/** A version of a project and the numbers that its own changelog names. */
export interface Version {
  repo: string;
  version: string;
  from: CommitSha;
  to: CommitSha;
  want: number[];
}

interface Told {
  sha: CommitSha;
  parents: CommitSha[];
  author: string;
  date: string;
  message: string;
  paths?: string[];
}

function read(name: string): unknown {
  return JSON.parse(gunzipSync(readFileSync(join(folder, `${name}.json.gz`))).toString());
}

export const versionsOf = (repo: string): Version[] =>
  (read('changelog-truth') as Version[]).filter((version) => version.repo === repo);

/** A project's whole history as a clone has it, without anybody who could be asked about pull requests and issues. */
export function corpusHistory(name: string): History & { messages: string[] } {
  const { commits } = read(`history-${name}`) as { commits: Told[] };
  const byId = new Map(commits.map((told) => [told.sha, told]));
  const byStart = Map.groupBy(commits, ({ sha }) => sha.slice(0, 7));
  const byTitle = Map.groupBy(commits, ({ author, message }) => `${author}\n${titleOf(message)}`);
  return {
    messages: commits.map(({ message }) => message),
    limits: ['Git alone.'],
    range: async (_repo, from, to, paths) => {
      const roots = rootsOf(paths);
      const [before, after] = [reach(byId, from), reach(byId, to)];
      const less = (ids: Set<CommitSha>, others: Set<CommitSha>): Told[] =>
        commits.filter(({ sha }) => ids.has(sha) && !others.has(sha));
      const inside = less(after, before);
      const named = namedCommits(inside.map(({ message }) => message));
      // As a clone tells it: what messages name, wherever it is, and copies that neither commit has.
      const copied = inside
        .flatMap(({ author, message }) => byTitle.get(`${author}\n${titleOf(message)}`) ?? [])
        .filter(({ sha }) => !before.has(sha) && !after.has(sha));
      const cited = named
        .flatMap((id) => byStart.get(id.slice(0, 7))?.filter(({ sha }) => sha.startsWith(id)) ?? [])
        .filter(({ sha }) => before.has(sha) || !after.has(sha));
      const elsewhere = [...new Set([...cited, ...copied])].map((told) => rangeCommit(told, undefined));
      const removed = less(before, after).map((told) => rangeCommit(told, roots));
      const classification = removed.length > 0 ? 'diverged' : 'forward';
      return known({ classification, commits: inside.map((told) => rangeCommit(told, roots)), removed, elsewhere });
    },
    pullRequests: async () => known({ brought: new Map() }),
    issues: async () => known({ found: new Map(), absent: new Set() }),
  };
}

function reach(byId: ReadonlyMap<CommitSha, Told>, start: CommitSha): Set<CommitSha> {
  const reached = new Set<CommitSha>();
  const queue = [start];
  for (let id = queue.pop(); id !== undefined; id = queue.pop()) {
    const told = byId.get(id);
    if (!told || reached.has(id)) continue;
    reached.add(id);
    queue.push(...told.parents);
  }
  return reached;
}

const titleOf = (message: string): string => trailingNumbers((message.split('\n', 1)[0] ?? '').trim()).title;

function rangeCommit({ paths, ...told }: Told, roots: string[] | undefined): RangeCommit {
  // An empty list is one that was not recorded: such a commit is not known to touch nothing.
  const touches = !paths || paths.length === 0 || roots?.some((root) => paths.some((path) => isBelow(path, root)));
  return {
    commit: told.sha,
    parents: told.parents,
    message: told.message,
    author: told.author,
    at: Date.parse(told.date),
    ...(roots && { touches: touches === true }),
  };
}

const isBelow = (path: string, root: string): boolean => path === root || path.startsWith(`${root}/`);
