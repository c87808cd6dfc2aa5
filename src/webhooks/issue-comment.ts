import type { Hint } from '../core/hints.ts';
import { isCommand } from '../core/commands/first-line.ts';
import { at, repositoryOf, text, type Payload } from './payload.ts';

/** Somebody wrote a command. One that an edit has made is none: what people agreed to is not to change behind their backs. */
export function issueCommentHints(payload: Payload): Hint[] {
  const repo = repositoryOf(payload);
  const number = at(payload, 'issue', 'number');
  const body = text(payload, 'comment', 'body');
  if (repo === undefined || typeof number !== 'number' || body === undefined) return [];
  if (text(payload, 'action') !== 'created' || !isCommand(body)) return [];
  return [{ look: 'commands', repo, number, because: `a command in ${repo}#${number}` }];
}
