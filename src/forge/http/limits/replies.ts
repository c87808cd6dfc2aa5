import type { Reply } from '../handler.ts';

/** How a refusal for content looks. */
export interface SecondaryLook {
  status?: 403 | 429;
  retryAfter?: 'seconds' | 'date' | 'none';
}

/** Whose call it is, in GitHub's words. */
interface RefusedCall {
  who: string;
  resource: 'core' | 'graphql';
  isAnonymous: boolean;
}

/** GitHub's page about limits. */
export const explained = 'https://docs.github.com/rest/overview/rate-limits-for-the-rest-api';

/** GraphQL answers 200 with an error for it, REST 403; either way `x-ratelimit-remaining` is 0. */
export function primaryReply({ who, resource, isAnonymous }: RefusedCall): Reply {
  const better =
    " (But here's the good news: Authenticated requests get a higher rate limit. Check out the documentation for more details.)";
  const message = `API rate limit exceeded for ${who}.${isAnonymous ? better : ''}`;
  if (resource === 'graphql') return { status: 200, body: { errors: [{ type: 'RATE_LIMITED', message }] } };
  return { status: 403, body: { message, documentation_url: explained, status: '403' } };
}

/** Refuses content until a place is free again, which the look may tell in one of GitHub's ways. */
export function secondaryReply(
  freeAt: number,
  now: number,
  { status = 403, retryAfter = 'seconds' }: SecondaryLook = {},
): Reply {
  const message =
    'You have exceeded a secondary rate limit and have been temporarily blocked from content creation. Please retry your request again later.';
  const body = { message, documentation_url: `${explained}#about-secondary-rate-limits`, status: String(status) };
  const after = { seconds: String(Math.ceil((freeAt - now) / 1000)), date: new Date(freeAt).toUTCString(), none: '' };
  return { status, body, headers: retryAfter === 'none' ? {} : { 'retry-after': after[retryAfter] } };
}
