import { load } from 'js-yaml';

import { isRepoName, type RepoName } from '../../names.ts';
import { joiningFileV1 } from '../file/joining.ts';
import { DOCS, type Mistake, type PipelineProblem } from '../problem.ts';
import { fileReader } from '../reading/read-file.ts';

/** What a repository's own `.github/sluice.yml` says about who may write to it. */
export type Consent = { to: RepoName } | { owns: true } | { none: string };

/**
 * Reads a joining file (`pipeline: owner/repo`). A file with `stages` owns a pipeline itself. Anything that cannot be read is
 * no consent. Read-only and many a sweep, so js-yaml rather than the position-keeping parser.
 */
export function readConsent(text: string | undefined): Consent {
  if (text === undefined) return { none: 'it has no .github/sluice.yml' };
  if (text.trim() === '') return { none: 'its .github/sluice.yml says nothing' };
  if (text.length > 65_536) return { none: 'its .github/sluice.yml is too large' };
  let file: unknown;
  try {
    file = load(text);
  } catch {
    return { none: 'its .github/sluice.yml is not YAML that can be read' };
  }
  if (typeof file !== 'object' || file === null) return { none: 'its .github/sluice.yml says nothing' };
  const { pipeline, stages } = file as { pipeline?: unknown; stages?: unknown };
  if (stages !== undefined) return { owns: true };
  if (typeof pipeline === 'string' && isRepoName(pipeline)) return { to: pipeline };
  return { none: 'its .github/sluice.yml does not say pipeline: owner/name' };
}

/** Whether a file means to join a pipeline, rightly or not; one with stages owns a pipeline, whatever else it says. */
export const isJoiningFile = (text: string): boolean =>
  !('owns' in readConsent(text)) && /^(?:pipeline|"pipeline"|'pipeline')\s*:/m.test(text);

const readJoiningFile = fileReader({
  parser: joiningFileV1,
  check: () => [],
  docs: () => `${DOCS}#the-joining-file`,
});

/** The keys that are read for what comes, while this release acts on the consent alone. */
const NOT_CARRIED = ['component', 'paths', 'image', 'owners', 'like'] as const;

/** What a joining file gets wrong, and what it says that this release does not act on. */
export interface CheckedJoiningFile {
  problems: PipelineProblem[];
  warnings: PipelineProblem[];
}

/** Checks a joining file (`pipeline: owner/repo`) as a pipeline file is checked: every problem at once, each with its place. */
export function checkJoiningFile(text: string): CheckedJoiningFile {
  const read = readJoiningFile(text);
  if ('problems' in read) return { problems: read.problems, warnings: [] };
  const { file, placed } = read;
  const says = 'is read, and not carried out by this release: say it in the pipeline file';
  const unused = NOT_CARRIED.filter((key) => file[key] !== undefined);
  const warnings = unused.map((key): Mistake => ({ code: 'NOT_CARRIED', path: [key], atKey: true, says }));
  return { problems: [], warnings: placed(warnings) };
}

/** What a joining file gets wrong. */
export const joiningFileProblems = (text: string): PipelineProblem[] => checkJoiningFile(text).problems;
