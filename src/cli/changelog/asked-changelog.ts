import { userError } from '../../core/errors/catalogue.ts';
import { UserMistake } from '../../core/errors/user-mistake.ts';
import { DEFAULT_STYLE, type ChangelogStyle } from '../../core/changelog/changelog-style.ts';
import { pathProblem } from '../../core/changelog/range/path-roots.ts';
import { isProject } from '../../core/changelog/references/tracker-project.ts';
import { isRepoName, type RepoName } from '../../core/names.ts';

/** The options of `sluice changelog`, as they were typed. */
export interface ChangelogOptions {
  /** A clone, or a bare repository. */
  gitDir?: string;
  from: string;
  to: string;
  path?: string[];
  repo?: string;
  /** Projects of other trackers. */
  tracker?: string[];
  /** Path of a pipeline file. */
  pipeline?: string;
  format: 'markdown' | 'json';
  offline?: true;
}

/** What is asked for once every option makes sense. */
export interface AskedChangelog {
  from: string;
  to: string;
  repo?: RepoName;
  paths?: string[];
  trackers: string[];
  style: ChangelogStyle;
  format: 'markdown' | 'json';
}

/** Reads the options; throws UserMistake for one that means nothing. */
export async function askedChangelog(options: ChangelogOptions): Promise<AskedChangelog> {
  const { from, to, format, pipeline } = options;
  requireFolder(options.gitDir);
  const repo = options.repo === undefined ? undefined : askedRepo(options.repo);
  const paths = (options.path ?? []).map(askedPath);
  const style = pipeline === undefined ? DEFAULT_STYLE : await styleOf(pipeline);
  const named = (options.tracker ?? []).map(askedProject);
  const trackers = [...new Set([...named, ...style.trackers.map(({ project }) => project)])];
  return {
    from,
    to,
    format,
    style,
    trackers,
    ...(repo === undefined ? {} : { repo }),
    ...(paths.length === 0 ? {} : { paths }),
  };
}

/** Git would take no name for the folder that the command runs in. */
function requireFolder(gitDir: string | undefined): void {
  if (gitDir === undefined || gitDir.trim() !== '') return;
  const next = 'name the folder of a clone, or a bare repository';
  throw new UserMistake(userError('OPTION_INVALID', option('--git-dir', gitDir, 'names nothing', next)));
}

function askedRepo(repo: string): RepoName {
  if (isRepoName(repo)) return repo;
  throw new UserMistake(userError('OPTION_INVALID', option('--repo', repo, 'is no repository', 'give owner/name')));
}

async function styleOf(file: string): Promise<ChangelogStyle> {
  // What reads pipelines takes longer to load than most changelogs take to make.
  const { namedPipeline } = await import('../pins/named-pipeline.ts');
  const { pipeline } = await namedPipeline('.', file);
  return pipeline?.changelog ?? DEFAULT_STYLE;
}

/** Paths count from the root of the repository, whatever folder the command runs in. */
function askedPath(path: string): string {
  const next = 'give a folder, a file or a glob as the repository has it, for example web or "web/**"';
  const because = pathProblem(path);
  if (because !== undefined) throw new UserMistake(userError('OPTION_INVALID', option('--path', path, because, next)));
  return path;
}

function askedProject(project: string): string {
  if (isProject(project)) return project;
  const next = 'give the part of a key before the dash, as PAY of PAY-12';
  throw new UserMistake(userError('OPTION_INVALID', option('--tracker', project, 'is no project of a tracker', next)));
}

const option = (
  name: string,
  ...[value, because, next]: [value: string, because: string, next: string]
): { option: string; value: string; because: string; next: string } => ({ option: name, value, because, next });
