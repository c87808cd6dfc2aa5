import { isCommitSha, type CommitSha, type RepoName } from '../../names.ts';
import { buildPlaceOf } from '../../pipeline/lanes.ts';
import type { Component, Pipeline } from '../../pipeline/pipeline.ts';
import type { StandingReference } from '../../promotion/standing.ts';
import { shortReference } from '../../text/phrases.ts';
import { printable } from '../../text/printable.ts';
import { commitUrl } from '../words/link.ts';

/** What a pin holds, as a person reads it. */
export interface ReferenceView {
  /** The tag, unless it is a commit, else the code commit, else what it was built from, else the digest: shortened. */
  short: string;
  full: string;
  /** The commit in full, where `short` is one that the pin does not hold itself. */
  commit?: CommitSha;
  /** The digest beside it, shortened, where `short` is another name for it. */
  digest?: string;
  /** That commit at GitHub, else the code commit. */
  url?: string;
}

/** Where a component's commits are found. */
export interface CommitPlaces {
  web: string;
  /** Its code repository. */
  repo: RepoName;
  /** The repository that builds its images. */
  built: RepoName;
}

export const placesOf = (web: string, pipeline: Pipeline, component: Component): CommitPlaces => ({
  web,
  repo: component.code,
  built: buildPlaceOf(pipeline, component).repo,
});

/** An image that was there before Sluice is known by its tag alone, which by default is the commit that it was made from. */
const madeFrom = (tag: string | undefined): CommitSha | undefined =>
  tag !== undefined && isCommitSha(tag) ? tag : undefined;

/** What people call a reference. */
export function shortName({ value, code, tag }: StandingReference): string {
  if (tag !== undefined && madeFrom(tag) === undefined) return tag;
  return shortReference(code ?? (isCommitSha(value) ? value : madeFrom(tag)) ?? value);
}

/** The short and the full name of a reference, with a link to the commit where one is known. */
export function referenceView(reference: StandingReference, { web, repo, built }: CommitPlaces): ReferenceView {
  const { value, code, tag } = reference;
  const own = code ?? (isCommitSha(value) ? value : undefined);
  const commit = own ?? madeFrom(tag);
  const isNamed = tag !== undefined && madeFrom(tag) === undefined;
  const short = shortName(reference);
  return {
    short: printable(short),
    full: printable(value),
    ...(!isNamed && commit !== undefined && commit !== value ? { commit } : {}),
    ...(value.startsWith('sha256:') && short !== shortReference(value) ? { digest: shortReference(value) } : {}),
    ...(commit === undefined ? {} : { url: commitUrl(web, own === undefined ? built : repo, commit) }),
  };
}
