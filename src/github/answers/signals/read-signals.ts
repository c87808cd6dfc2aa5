import { isKnown, known, type Answer } from '../../../core/answer.ts';
import type { SignalFact, SignalsQuestion } from '../../../core/promotion/questions.ts';
import type { GithubClients } from '../../client/clients.ts';
import { reportedOn } from './reported.ts';
import { workflowSignals } from './workflow-runs.ts';

/** How the workflows and checks that tell of a deployment ended last; one that has not ended, or was called off, says nothing. */
export async function readSignals(
  clients: GithubClients,
  questions: SignalsQuestion[],
): Promise<Map<SignalsQuestion, Answer<SignalFact[]>>> {
  const answers = new Map<SignalsQuestion, Answer<SignalFact[]>>();
  const reported = await reportedOn(clients, questions);
  for (const question of questions) {
    const found = [...(reported.get(question) ?? []), ...(await workflowSignals(clients, question))];
    answers.set(question, together(found));
  }
  return answers;
}

/** One commit that could not be read may be the one that counts. */
function together(answers: Answer<SignalFact[]>[]): Answer<SignalFact[]> {
  const unread = answers.find((one) => !isKnown(one));
  return unread ?? known(answers.flatMap((one) => (isKnown(one) ? one.known : [])));
}
