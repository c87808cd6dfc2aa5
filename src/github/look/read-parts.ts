import { known, lacking, unknown, type Answer, type Unknown } from '../../core/answer.ts';
import { isTooMuch } from '../answers/history/in-halves.ts';
import type { GithubClient } from '../client/client.ts';
import type { GithubClients } from '../client/clients.ts';
import { failureSentence, type Failure, type GraphqlProblem } from '../client/outcome.ts';
import { groupByInstallation } from '../installation-groups.ts';
import { joinParts, type Part } from './documents/part.ts';
import { forbidden, isForbidden } from './forbidden.ts';

/** What each part brought, by alias. */
export type PartAnswers = Map<string, Answer<unknown>>;

/**
 * Reads each part once, however many lanes want it. One that GitHub would not answer spoils no other; one of which any field
 * failed is unknown as a whole, since a null that stands for a failure says nothing (promise 12). Where all of it is too much, it is
 * asked again without what it can spare.
 */
export async function readParts(clients: GithubClients, operation: string, parts: Part[]): Promise<PartAnswers> {
  const distinct = [...new Map(parts.map((part) => [part.alias, part])).values()];
  const { groups, unreachable } = await groupByInstallation(clients, distinct);
  const answers: PartAnswers = new Map([...unreachable].map(([part, why]) => [part.alias, why]));
  for (const { client, items } of groups) {
    const needed = items.filter(({ spare }) => spare !== true);
    const divisible = needed.length > 0 && needed.length < items.length;
    const failed = await ask(client, { operation, items, divisible }, answers);
    if (divisible && failed !== undefined && isTooMuch(failed))
      await ask(client, { operation, items: needed, divisible: false }, answers);
  }
  return answers;
}

/** Answers why nothing came of the query as a whole, where that is so. */
async function ask(
  client: GithubClient,
  { operation, items, divisible }: { operation: string; items: Part[]; divisible: boolean },
  answers: PartAnswers,
): Promise<Failure | undefined> {
  const document = joinParts(operation, items);
  const outcome = await client.graphql<Record<string, { head?: unknown } | null>>(document.text, document.variables, {
    divisible,
  });
  if ('failed' in outcome) {
    for (const { alias, repo } of items) answers.set(alias, whyUnread(repo, outcome.failed));
    return outcome.failed;
  }
  for (const { alias, repo } of items) {
    const value = outcome.ok[alias];
    const problem = problemOf(outcome.errors?.filter((error) => error.path[0] === alias) ?? [], value);
    if (problem === undefined && value !== null && value !== undefined) answers.set(alias, known(value));
    else answers.set(alias, whyPartUnread(repo, problem));
  }
  return undefined;
}

function whyUnread(repo: string, failed: Failure): Unknown {
  if (failed.kind === 'missing') return unseen(repo);
  return failed.kind === 'forbidden'
    ? forbidden(repo, { path: [], message: failed.message })
    : unknown(failureSentence(failed));
}

function whyPartUnread(repo: string, problem: GraphqlProblem | undefined): Unknown {
  if (isWhole(problem)) return unseen(repo);
  return isForbidden(problem) ? forbidden(repo, problem) : unknown(problem.message);
}

/** GitHub shows no repository of that name, rather than failing at a part of one. */
const isWhole = (problem: GraphqlProblem | undefined): problem is undefined =>
  problem === undefined || (problem.type === 'NOT_FOUND' && problem.path.length === 1);

const unseen = (repo: string): Unknown => lacking(`GitHub shows the App no ${repo}`);

/**
 * What spoils a part. A comparison with a branch that does not exist is an error at GitHub, and the branch's own absence says it
 * better; where another failure took the whole part with it, that one is the reason.
 */
function problemOf(
  problems: GraphqlProblem[],
  value: { head?: unknown } | null | undefined,
): GraphqlProblem | undefined {
  const isComparison = ({ path }: GraphqlProblem): boolean => path[1] === 'base' && path[2] === 'ahead';
  const other = problems.find((problem) => !isComparison(problem));
  const hasNoBranch = value?.head === null;
  return other ?? (hasNoBranch ? undefined : problems[0]);
}
