import type { Answer } from '../../core/answer.ts';
import type { CommitSha, RepoName } from '../../core/names.ts';
import type { FilesBelow } from '../../core/tidy/belongings.ts';

/** What a repository holds beyond the files that pins name. */
export interface Trees {
  /** The files below each directory at a commit; a list that GitHub cut is unknown, not short. */
  filesBelow(repo: RepoName, commit: CommitSha, directories: string[]): Promise<Answer<FilesBelow>>;
  /** The login, or else the name, of whoever changed a file last at a commit or before; undefined where nobody did. */
  lastAuthor(repo: RepoName, commit: CommitSha, path: string): Promise<Answer<string | undefined>>;
}
