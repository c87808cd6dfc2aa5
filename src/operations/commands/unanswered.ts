import { isCommand } from '../../core/commands/first-line.ts';
import type { Thread, ThreadComment } from '../../ports/github/threads.ts';

/** The key in the marker of the answer to one comment. */
export const answerKey = (databaseId: string): string => `answer:${databaseId}`;

/** The commands of a thread that have no answer, oldest first. */
export const unanswered = ({ comments, answered }: Thread): ThreadComment[] =>
  comments.filter(
    ({ byHuman, databaseId, body }) => byHuman && isCommand(body) && !answered.includes(answerKey(databaseId)),
  );
