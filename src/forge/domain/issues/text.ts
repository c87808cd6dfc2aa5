import { Refusal } from '../../http/handler.ts';

/** GitHub's limit for bodies of issues, pull requests and comments, in characters. */
export const longestBody = 65_536;

/** Refuses a body that GitHub would not store. */
export function checkBody(body: string | null | undefined, resource: 'Issue' | 'IssueComment' | 'PullRequest'): void {
  if (body === null || body === undefined || body.length <= longestBody) return;
  const message = `body is too long (maximum is ${longestBody} characters)`;
  throw new Refusal(422, 'Validation Failed', { errors: [{ resource, code: 'custom', field: 'body', message }] });
}

/** Refuses an empty title. */
export function checkTitle(title: string | undefined, resource: 'Issue' | 'PullRequest'): string {
  if (title !== undefined && title.trim() !== '') return title;
  throw new Refusal(422, 'Validation Failed', { errors: [{ resource, code: 'missing_field', field: 'title' }] });
}
