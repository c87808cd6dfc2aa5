import { known, unknown, type Answer } from '../../../core/answer.ts';
import type { RepoName } from '../../../core/names.ts';
import type { GithubClients } from '../../client/clients.ts';
import { part, type Part } from '../documents/part.ts';
import { nodesOf, type Maybe } from '../raw.ts';
import { readParts } from '../read-parts.ts';

/** Repositories in one query, as many as a look has lanes. */
const REPOSITORIES_A_READ = 25;

/** `l<index>`: the label of that index, null where the repository has none of that name. */
type RawLabelled = Record<
  `l${number}`,
  Maybe<{ pullRequests: Maybe<{ nodes: Maybe<Maybe<{ number: number }>[]> }> }> | undefined
>;

/**
 * The pull requests that bear one of the labels, open or not, of each label the twenty that changed last: putting a label on is a
 * change. One repository that cannot be read spoils no other.
 */
export async function readLabelled(
  clients: GithubClients,
  repos: RepoName[],
  labels: string[],
): Promise<Map<RepoName, Answer<number[]>>> {
  const found = new Map<RepoName, Answer<number[]>>();
  for (let start = 0; labels.length > 0 && start < repos.length; start += REPOSITORIES_A_READ) {
    const some = repos.slice(start, start + REPOSITORIES_A_READ);
    const parts = some.map((repo, index) => labelsPart(repo, `labelled${index}`, labels));
    const answers = await readParts(clients, 'Labelled', parts);
    for (const [index, repo] of some.entries()) {
      const answer = answers.get(`labelled${index}`) ?? unknown('it was not asked for');
      found.set(repo, 'unknown' in answer ? answer : numbersIn(answer.known as RawLabelled, repo, labels.length));
    }
  }
  return found;
}

function labelsPart(repo: RepoName, alias: string, labels: string[]): Part {
  const order = 'orderBy: { field: UPDATED_AT, direction: DESC }';
  const fields = labels.map(
    (_, index) =>
      `l${index}: label(name: $${alias}L${index}) { pullRequests(first: 20, ${order}) { nodes { number } } }`,
  );
  const variables = Object.fromEntries(labels.map((label, index) => [`${alias}L${index}`, label]));
  return part({ alias, repo, variables, selection: `id ${fields.join('\n')}` });
}

function numbersIn(raw: RawLabelled, repo: RepoName, labels: number): Answer<number[]> {
  const found = Array.from({ length: labels }, (_, index) => raw[`l${index}`]).flatMap((label) => label ?? []);
  if (found.some(({ pullRequests }) => !pullRequests?.nodes))
    return unknown(`the labelled pull requests of ${repo} could not be read`);
  const numbers = found.flatMap(({ pullRequests }) => nodesOf(pullRequests).map(({ number }) => number));
  return known([...new Set(numbers)].toSorted((a, b) => a - b));
}
