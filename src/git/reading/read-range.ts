import { GitFailure } from '../failure.ts';
import type { RangeAnswer, RangeRequest, Repository } from '../process/requests.ts';
import { QUICK_MS, runGit } from '../run-git.ts';
import { commitsOf } from './commits-among.ts';
import { readElsewhere } from './elsewhere.ts';
import { LOG_FORMAT, parseLog, parseTouching } from './parse-log.ts';

const NOTHING = { commits: [], removed: [], elsewhere: [] };

/** Answers for a range out of one repository, without the network. */
export async function readRange({ repository, ...asked }: RangeRequest): Promise<RangeAnswer> {
  await checkRepository(repository);
  const [from, to] = await commitsOf(repository, [asked.from, asked.to]);
  if (from === undefined) return { classification: 'unknown-old', ...NOTHING };
  if (to === undefined) return { classification: 'unknown-new', ...NOTHING };
  const { roots } = asked;
  if (from === to) return { classification: 'identical', ...NOTHING, ...(roots && { touching: [] }) };
  // Before the log: between histories that share nothing it would print both of them whole.
  const base = await runGit(repository, ['merge-base', '--all', from, to], { mayFindNothing: true });
  if (base.trim() === '') return { classification: 'unrelated', ...NOTHING, ...(roots && { touching: [] }) };
  const { right, left } = parseLog(
    await runGit(repository, ['log', LOG_FORMAT, '--end-of-options', `${from}...${to}`, '--']),
  );
  return {
    classification: left.length === 0 ? 'forward' : right.length === 0 ? 'rollback' : 'diverged',
    commits: right,
    removed: left,
    elsewhere: await readElsewhere(repository, { from, to, commits: right, removed: left }),
    ...(roots && { touching: await touchingOf(repository, { from, to, roots }) }),
  };
}

async function checkRepository(repository: Repository): Promise<void> {
  const args = ['rev-parse', '--is-shallow-repository', '--show-object-format'];
  const [shallow, format] = (await runGit(repository, args, { deadline: QUICK_MS })).trim().split('\n');
  if (shallow === 'true')
    throw new GitFailure(
      'other',
      'it is a shallow clone, which ends where it was cut',
      'run "git fetch --unshallow" in it',
    );
  if (format !== 'sha1') throw new GitFailure('other', `its commits have ${format} ids, which GitHub does not have`);
}

/**
 * The commits between that change something below the roots; a merge does where it differs from all its parents there. Renames
 * are not looked for, since that would read the files themselves, which a blobless copy does not have.
 */
async function touchingOf(
  repository: Repository,
  { from, to, roots }: { from: string; to: string; roots: string[] },
): Promise<string[]> {
  const diff = [
    '-z',
    '-c',
    '--name-only',
    '--no-renames',
    '--no-ext-diff',
    '--no-textconv',
    '--ignore-submodules=none',
  ];
  const args = ['log', '--full-history', '--format=%x01%H', `-O${NO_ORDER}`, ...diff, '--end-of-options'];
  const output = await runGit(repository, [
    ...args,
    `${from}...${to}`,
    '--',
    ...roots.map((root) => `:(top,literal)${root}`),
  ]);
  return parseTouching(output);
}

/** Overrules the file that `diff.orderFile` of a clone may name. */
const NO_ORDER = '/dev/null';
