import { isCommitSha, type RepoName } from '../../names.ts';
import type { StandingReference } from '../../promotion/standing.ts';
import { shortCommit, shortReference } from '../../text/phrases.ts';
import { printable } from '../../text/printable.ts';
import { commitUrl } from '../words/link.ts';

/** What a pin holds, as a person reads it. */
export interface ReferenceView {
  /** The tag, else the code commit, else the digest: shortened. */
  short: string;
  full: string;
  /** The digest beside it, shortened, where `short` is another name for it. */
  digest?: string;
  /** The code commit at GitHub. */
  url?: string;
}

/** The short and the full name of a reference, with a link to the code where that is known. */
export function referenceView(
  { value, code, tag }: StandingReference,
  { web, repo }: { web: string; repo: RepoName },
): ReferenceView {
  const commit = code ?? (isCommitSha(value) ? value : undefined);
  const short = tag === undefined ? (commit === undefined ? shortReference(value) : shortCommit(commit)) : tag;
  return {
    short: printable(short),
    full: printable(value),
    ...(value.startsWith('sha256:') && short !== shortReference(value) ? { digest: shortReference(value) } : {}),
    ...(commit === undefined ? {} : { url: commitUrl(web, repo, commit) }),
  };
}
