import { known, unknown, type Answer } from '../../../core/answer.ts';
import type { RepoName } from '../../../core/names.ts';
import type { MergedPlace } from '../../../ports/github/looks.ts';
import type { GithubClients } from '../../client/clients.ts';
import { part, type Part } from '../documents/part.ts';
import { nodesOf, type Maybe } from '../raw.ts';
import { readParts } from '../read-parts.ts';

/** Of each branch, newest last: as many as an environment merges in some weeks. */
const MERGED_A_HEAD = 30;

/** Branches in one query: an environment has one for each component that was ever forced. */
const HEADS_A_READ = 25;

/** `h<index>`: the pull requests of the branch of that index. */
type RawMerged = Record<
  `h${number}`,
  Maybe<{ nodes: Maybe<Maybe<{ number: number; isCrossRepository: boolean }>[]> }> | undefined
>;

/** The merged pull requests of branches of one repository, oldest first; unknown when any of them could not be listed. */
export async function readMergedHeads(clients: GithubClients, { repo, heads }: MergedPlace): Promise<Answer<number[]>> {
  const numbers: number[] = [];
  for (let start = 0; start < heads.length; start += HEADS_A_READ) {
    const some = heads.slice(start, start + HEADS_A_READ);
    const answers = await readParts(clients, 'MergedHeads', [headsPart(repo, some)]);
    const answer = answers.get('merged') ?? unknown('it was not asked for');
    if ('unknown' in answer) return answer;
    const raw = answer.known as RawMerged;
    const lists = some.map((_, index) => raw[`h${index}`]);
    if (lists.some((list) => !list?.nodes)) return unknown(`the merged pull requests of ${repo} could not be read`);
    for (const list of lists)
      numbers.push(...nodesOf(list).flatMap(({ number, isCrossRepository }) => (isCrossRepository ? [] : number)));
  }
  return known([...new Set(numbers)].toSorted((a, b) => a - b));
}

function headsPart(repo: RepoName, heads: readonly string[]): Part {
  const fields = heads.map(
    (_, index) =>
      `h${index}: pullRequests(headRefName: $mergedH${index}, states: [MERGED], last: ${MERGED_A_HEAD}) { nodes { number isCrossRepository } }`,
  );
  const variables = Object.fromEntries(heads.map((head, index) => [`mergedH${index}`, head]));
  return part({ alias: 'merged', repo, variables, selection: `id ${fields.join('\n')}` });
}
