import { known, unknown, type Answer } from '../../core/answer.ts';
import type { GithubClients } from '../client/clients.ts';
import { failureSentence } from '../client/outcome.ts';
import { groupByInstallation } from '../installation-groups.ts';
import { joinParts, type Part } from './lane-document.ts';

/** What each part brought, by alias. */
export type PartAnswers = Map<string, Answer<unknown>>;

/**
 * Reads each part once, however many lanes want it. One that GitHub would not answer spoils no other; one of which any field
 * failed is unknown as a whole, since a null that stands for a failure says nothing (promise 12).
 */
export async function readParts(clients: GithubClients, operation: string, parts: Part[]): Promise<PartAnswers> {
  const distinct = [...new Map(parts.map((part) => [part.alias, part])).values()];
  const { groups, unreachable } = await groupByInstallation(clients, distinct);
  const answers: PartAnswers = new Map([...unreachable].map(([part, why]) => [part.alias, unknown(why)]));
  for (const { client, items } of groups) {
    const document = joinParts(operation, items);
    const outcome = await client.graphql<Record<string, unknown>>(document.text, document.variables);
    for (const { alias, repo } of items) {
      if ('failed' in outcome) {
        answers.set(alias, unknown(failureSentence(outcome.failed)));
        continue;
      }
      const value = outcome.ok[alias];
      const problem = outcome.errors?.find(
        (error) => error.path[0] === alias && !(value && isHarmless(error.path, value)),
      );
      if (problem !== undefined) answers.set(alias, unknown(problem.message));
      else answers.set(alias, value === null || value === undefined ? unknown(`${repo} cannot be seen`) : known(value));
    }
  }
  return answers;
}

/** A comparison with a branch that does not exist is an error at GitHub, and the branch's own absence says it better. */
function isHarmless(path: (string | number)[], value: unknown): boolean {
  const isComparison = path[1] === 'base' && path[2] === 'ahead';
  return isComparison && (value as { head?: unknown }).head === null;
}
