import type { Account } from '../state.ts';

/** A release: a tag with words for people. Of a draft the tag may not exist yet. */
export interface Release {
  id: number;
  tag: string;
  /** A branch or commit that the tag is made at when it does not exist; kept as it was asked for. */
  target: string;
  name: string | null;
  body: string | null;
  draft: boolean;
  prerelease: boolean;
  author: Account;
  /** When the tagged commit was committed: GitHub's `created_at` is not the moment somebody wrote the release. */
  committedAt: number;
  publishedAt?: number;
  updatedAt: number;
}
