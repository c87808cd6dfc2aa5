import type { CommitSha, Digest } from '../names.ts';
import { shortCommit, shortReference } from '../text/phrases.ts';

/** What is said of an image, and what is known of it already. */
export interface ImageOrigin {
  image: string;
  digest: Digest;
  /** The commit that a report says it was built from, and the code commit in that. */
  commit: CommitSha;
  source: CommitSha;
  /** The commit that its revision label names. */
  label?: CommitSha | undefined;
  /** The commit that the pipeline knows it to be built from. */
  first?: CommitSha | undefined;
}

/** Why an image cannot have been built from the commit: it never changes, so nobody may say later that it is newer. */
export function contradictedBy({ image, digest, commit, source, label, first }: ImageOrigin): string | undefined {
  if (label === commit) return undefined;
  const what = `${image} ${shortReference(digest)}`;
  // A docker repository may label its images with the code that is in them.
  if (label !== undefined && label !== source)
    return `${what} says of itself that it was built from ${shortCommit(label)}, not from ${shortCommit(commit)}`;
  if (first === undefined || first === commit) return undefined;
  return `${what} is known as built from ${shortCommit(first)}, not from ${shortCommit(commit)}; an image never changes`;
}
