import { nodesOf } from '../raw.ts';
import type { RawComments } from './raw.ts';
import type { Self } from '../self.ts';
import { saidKeys } from './said.ts';

/** The word alone begins a command; what follows it is read where the command is answered. */
const COMMAND = /^\/sluice(?=\s|$)/i;

/** Numbers of people's comments that give a command and have no answer of ours yet, oldest first. */
export function openCommands(comments: RawComments, self: Self): string[] {
  const said = new Set(saidKeys(comments, self));
  return nodesOf(comments).flatMap(({ fullDatabaseId, author, body }) =>
    fullDatabaseId !== null &&
    author?.__typename === 'User' &&
    COMMAND.test(body) &&
    !said.has(`answer:${fullDatabaseId}`)
      ? fullDatabaseId
      : [],
  );
}
