import { known, unknown, type Answer } from '../../../core/answer.ts';
import type { RepoName } from '../../../core/names.ts';
import { part, type Part } from '../documents/part.ts';
import { nodesOf, type Maybe } from '../raw.ts';
import type { PartAnswers } from '../read-parts.ts';

/** `l<index>`: the label of that index, null where the repository has none of that name. */
type RawLabelled = Record<
  `l${number}`,
  Maybe<{ pullRequests: Maybe<{ nodes: Maybe<Maybe<{ number: number }>[]> }> }> | undefined
>;

/**
 * What is asked of each repository, by its place among them: the pull requests that bear one of the labels, open or not, of each
 * label the twenty that changed last, since putting a label on is a change.
 */
export const labelledParts = (repos: RepoName[], labels: string[]): Part[] =>
  labels.length === 0 ? [] : repos.map((repo, index) => labelsPart(repo, aliasOf(index), labels));

/** The numbers of each repository; one that cannot be read spoils no other. */
export function labelledIn(
  answers: PartAnswers,
  { repos, labels }: { repos: RepoName[]; labels: string[] },
): Map<RepoName, Answer<number[]>> {
  if (labels.length === 0) return new Map();
  return new Map(
    repos.map((repo, index) => {
      const answer = answers.get(aliasOf(index)) ?? unknown('it was not asked for');
      return [repo, 'unknown' in answer ? answer : numbersIn(answer.known as RawLabelled, repo, labels.length)];
    }),
  );
}

const aliasOf = (index: number): string => `labelled${index}`;

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
