import { known, type Answer, type Unknown } from '../../../../core/answer.ts';
import type { RangeCommit } from '../../../../core/changelog/history.ts';
import type { CommitSha, RepoName } from '../../../../core/names.ts';
import type { Maybe } from '../../../look/raw.ts';
import { split } from '../../../repo-parts.ts';
import { inHalves, isTooMuch } from '../in-halves.ts';
import { whyFailed, whySpoilt } from '../problems.ts';
import type { CommitPage, ReadingTools } from './read-pages.ts';

/** Places asked for in one query; each is one look into a tree, and none is a node of GitHub's limit. */
const PLACES_A_READ = 1_000;

interface RawPlaces {
  repository: Maybe<Record<string, Maybe<{ oid: string }>>>;
}

/** What stands at `commit:root`, as git writes it; undefined: nothing does. */
export type Standing = Map<string, string | undefined>;

const placeOf = (commit: string, root: string): string => `${commit}:${root}`;

/**
 * What a page tells of the roots that it was asked for. GitHub does not say whether it would show a folder there: where nothing
 * stands at a root on the whole page, and something does at an end of the range, the page tells nothing.
 */
export function standingOn({ commits, ends }: Pick<CommitPage, 'commits' | 'ends'>, roots: string[]): Standing {
  const standing: Standing = new Map();
  for (const [index, root] of roots.entries()) {
    const places = commits.map((commit) => [placeOf(commit.oid, root), commit[`f${index}`]] as const);
    if (ends[index] === true && !places.some(([, entry]) => entry)) continue;
    for (const [place, entry] of places) if (entry !== undefined) standing.set(place, entry?.oid);
  }
  return standing;
}

/**
 * The commits that changed something below the roots: what stands there differs from every parent's. This is what git's own
 * history of a path goes by, asked of each commit of the range, so that no page of that history can end too early.
 */
export async function touching(
  tools: ReadingTools,
  repo: RepoName,
  { commits, roots, standing }: { commits: RangeCommit[]; roots: string[]; standing: Standing },
): Promise<Answer<Set<CommitSha>>> {
  const behind = commits.flatMap(({ commit, parents }) => [commit, ...parents]);
  const places = [...new Set(behind)].flatMap((commit) => roots.map((root) => placeOf(commit, root)));
  const missing = places.filter((place) => !standing.has(place));
  const failed = await lookAt(tools, { repo, places: missing }, standing);
  if (failed !== undefined) return failed;
  const isTouched = ({ commit, parents }: RangeCommit, root: string): boolean => {
    const now = standing.get(placeOf(commit, root));
    if (parents.length === 0) return now !== undefined;
    return parents.every((parent) => standing.get(placeOf(parent, root)) !== now);
  };
  const touched = commits.filter((commit) => roots.some((root) => isTouched(commit, root)));
  return known(new Set(touched.map(({ commit }) => commit)));
}

/** What stands at places that no page told of; why not all of it is known, where that is so. */
async function lookAt(
  { client, onQuery }: ReadingTools,
  { repo, places }: { repo: RepoName; places: string[] },
  standing: Standing,
): Promise<Unknown | undefined> {
  let failed: Unknown | undefined;
  const ask = async (some: string[]): Promise<string[]> => {
    const { text, variables } = placesDocument(some);
    onQuery();
    const outcome = await client.graphql<RawPlaces>(
      text,
      { ...split(repo), ...variables },
      { divisible: some.length > 1 },
    );
    if ('failed' in outcome) {
      failed = whyFailed(repo, outcome.failed);
      return isTooMuch(outcome.failed) ? some : [];
    }
    const { repository } = outcome.ok;
    const [problem] = outcome.errors ?? [];
    if (repository === null || problem !== undefined) failed = whySpoilt(repo, problem);
    else for (const [index, place] of some.entries()) standing.set(place, repository[`p${index}`]?.oid);
    return [];
  };
  for (let start = 0; start < places.length; start += PLACES_A_READ) {
    const some = places.slice(start, start + PLACES_A_READ);
    await inHalves(some, ask);
    if (!some.every((place) => standing.has(place))) return failed;
  }
  return undefined;
}

function placesDocument(places: string[]): { text: string; variables: Record<string, string> } {
  const declared = places.map((_, index) => `$p${index}: String!`).join(', ');
  const fields = places.map((_, index) => `p${index}: object(expression: $p${index}) { oid }`).join('\n');
  return {
    text: `query RangePaths($owner: String!, $name: String!, ${declared}) { repository(owner: $owner, name: $name) { ${fields} } }`,
    variables: Object.fromEntries(places.map((place, index) => [`p${index}`, place])),
  };
}
