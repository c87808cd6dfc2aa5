import { Refusal } from '../../http/handler.ts';

/** GitHub's limit for bodies of issues, pull requests and comments, in characters. */
export const longestBody = 65_536;

/** Refuses a body that GitHub would not store. */
export function checkBody(body: string | null | undefined, resource: 'Issue' | 'IssueComment' | 'PullRequest'): void {
  checkLength(body, { resource, field: 'body', longest: longestBody });
}

const longestTitle = 256;

/** Refuses a change of title or body before anything of it is kept. */
export function checkText(
  { title, body }: { title?: string | undefined; body?: string | null | undefined },
  resource: 'Issue' | 'PullRequest',
): void {
  if (title !== undefined) checkTitle(title, resource);
  checkBody(body, resource);
}

/** Refuses a title that is empty or longer than GitHub stores. */
export function checkTitle(title: string | undefined, resource: 'Issue' | 'PullRequest'): string {
  if (title === undefined || title.trim() === '')
    throw new Refusal(422, 'Validation Failed', { errors: [{ resource, code: 'missing_field', field: 'title' }] });
  checkLength(title, { resource, field: 'title', longest: longestTitle });
  return title;
}

/** Refuses a text of more characters than GitHub stores in that field. */
export function checkLength(
  text: string | null | undefined,
  { longest, ...about }: { resource: string; field: string; longest: number },
): void {
  if (text === null || text === undefined || text.length <= longest) return;
  const message = `${about.field} is too long (maximum is ${longest} characters)`;
  throw new Refusal(422, 'Validation Failed', { errors: [{ ...about, code: 'custom', message }] });
}
