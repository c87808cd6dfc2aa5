import type { EffectOutcome } from '../../../ports/github/effects.ts';
import type { GithubClient } from '../../client/client.ts';
import { outcomeOfFailure } from '../effect-outcome.ts';
import { MutationDocument, type Mutation } from '../mutation-document.ts';

/** One mutation by its name, with the words of GitHub's refusals that are none. */
interface Wanted extends Omit<Mutation, 'selection'> {
  name: string;
  /** It is as it was wanted. */
  already?: RegExp;
  /** What was decided on has changed: look again. */
  moved?: RegExp;
}

/** Runs one mutation. GitHub has no codes for these refusals: its sentences are what there is to go by. */
export async function mutate(
  client: GithubClient,
  { name, already, moved, ...mutation }: Wanted,
): Promise<EffectOutcome> {
  const document = new MutationDocument(name);
  document.add('done', { ...mutation, selection: 'clientMutationId' });
  const outcome = await client.graphql<unknown>(document.text(), document.variables(), { write: true });
  if ('ok' in outcome) return { outcome: 'done' };
  const { failed } = outcome;
  if (failed.kind === 'invalid' && already?.test(failed.message) === true) return { outcome: 'already' };
  const result = outcomeOfFailure(failed);
  return failed.kind === 'invalid' && result.outcome === 'refused' && moved?.test(failed.message) === true
    ? { outcome: 'conflict', because: result.because }
    : result;
}
