import type { Changelog } from '../core/changelog/changelog-model.ts';
import type { ChangelogStyle } from '../core/changelog/changelog-style.ts';
import type { History } from '../core/changelog/history.ts';
import type { CommitSha, RepoName } from '../core/names.ts';

/** What a changelog that somebody asks for by hand is read and written with, without an App and a store. */
export interface ChangelogTools {
  history: History;
  /** The commit that a branch, a tag or an abbreviated id names. A full id is believed: the history says whether it is there. */
  commit(repo: RepoName, revision: string): Promise<CommitSha>;
  /** The clone that was named, and the address of its remote `origin`. */
  clone?: { directory: string; origin(): Promise<string | undefined> };
  /** Where people read GitHub, without a slash at the end. */
  web: string;
  /** Whether GitHub is asked, too. */
  isOnline: boolean;
  markdown(changelog: Changelog, how: { style: ChangelogStyle; web: string }): Promise<string>;
}
