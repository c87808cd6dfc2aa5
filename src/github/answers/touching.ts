import { known, unknown, type Answer } from '../../core/answer.ts';
import type { RangeCommit } from '../../core/changelog/history.ts';
import type { RepoName } from '../../core/names.ts';
import type { GithubClient } from '../client/client.ts';
import type { Maybe } from '../look/raw.ts';
import { split } from '../repo-parts.ts';
import { wholeAnswer } from '../whole-answer.ts';

/** Places asked for in one query; each is one look into a tree. */
const PLACES_A_READ = 100;

interface RawPlaces {
  repository: Maybe<Record<string, Maybe<{ oid: string }>>>;
}

/**
 * The commits that changed something below the roots: what stands there differs from every parent's. This is what git's own
 * history of a path goes by, asked of each commit of the range, so that no page of that history can end too early.
 */
export async function touching(
  client: GithubClient,
  repo: RepoName,
  { commits, roots }: { commits: RangeCommit[]; roots: string[] },
): Promise<Answer<RangeCommit[]>> {
  const behind = commits.flatMap(({ commit, parents }) => [commit, ...parents]);
  const places = [...new Set(behind)].flatMap((commit) => roots.map((root) => placeOf(commit, root)));
  const standing = new Map<string, string | undefined>();
  for (let start = 0; start < places.length; start += PLACES_A_READ) {
    const some = places.slice(start, start + PLACES_A_READ);
    const { text, variables } = placesDocument(some);
    const answer = wholeAnswer(await client.graphql<RawPlaces>(text, { ...split(repo), ...variables }));
    if ('unknown' in answer) return answer;
    const { repository } = answer.known;
    if (repository === null) return unknown(`${repo} cannot be seen`);
    for (const [index, place] of some.entries()) standing.set(place, repository[`p${index}`]?.oid);
  }
  const isTouched = ({ commit, parents }: RangeCommit, root: string): boolean => {
    const now = standing.get(placeOf(commit, root));
    if (parents.length === 0) return now !== undefined;
    return parents.every((parent) => standing.get(placeOf(parent, root)) !== now);
  };
  return known(commits.filter((commit) => roots.some((root) => isTouched(commit, root))));
}

/** `commit:path`, as git writes it. GitHub answers null for a path that the commit has not. */
const placeOf = (commit: string, root: string): string => `${commit}:${root}`;

function placesDocument(places: string[]): { text: string; variables: Record<string, string> } {
  const declared = places.map((_, index) => `$p${index}: String!`).join(', ');
  const fields = places.map((_, index) => `p${index}: object(expression: $p${index}) { oid }`).join('\n');
  return {
    text: `query RangePaths($owner: String!, $name: String!, ${declared}) { repository(owner: $owner, name: $name) { ${fields} } }`,
    variables: Object.fromEntries(places.map((place, index) => [`p${index}`, place])),
  };
}
