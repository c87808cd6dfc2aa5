import type { DescriptionName, RestOperation } from './slices.ts';

/** An answer as it leaves, with what was asked for. */
export interface Dressed {
  operationId: string;
  /** Asked by the App with its own key: it was never recorded with a rate limit. */
  isApp: boolean;
  read: boolean;
  query: URLSearchParams;
  status: number;
  body: unknown;
  headers: Headers;
}

/** A header that is missing, or says what it should not. */
export interface HeaderFault {
  name: string;
  value: string | null;
  message: string;
}

/** Recorded with a `Location` on every 201 although the description has none there. */
const locatedUndescribed = new Set(['pulls/request-reviewers', 'repos/create-deployment', 'repos/merge']);

/** Recorded without an `ETag` on every 200. */
const untagged = new Set(['rate-limit/get']);

/** Recorded with a `Last-Modified` on every 200 (or 201). */
const dated = new Set([
  'git/get-ref',
  'git/get-tree',
  'pulls/get',
  'pulls/list-commits',
  'repos/compare-commits-with-basehead',
  'repos/create-deployment',
  'repos/get',
  'repos/get-commit',
  'repos/get-content',
  'repos/get-latest-release',
  'repos/list-tags',
  'users/get-by-username',
]);

const rateHeaders = ['limit', 'remaining', 'reset', 'used', 'resource'].map((name) => `x-ratelimit-${name}`);

const largestPage = 100;
const usualPage = 30;

/** Holds the headers of an answer to REST against what GitHub sends: by its description where it names them, else by recordings. */
export function headerFaults(
  answer: Dressed,
  operation: RestOperation | undefined,
  by: DescriptionName,
): HeaderFault[] {
  return [
    ...always(answer, by),
    ...rate(answer, by),
    ...location(answer, operation),
    ...revision(answer),
    ...link(answer),
  ];
}

function always({ status, headers, body }: Dressed, by: DescriptionName): HeaderFault[] {
  const hasBody = status !== 204 && status !== 304;
  const isJson = typeof body === 'object' && !(body instanceof Uint8Array);
  return [
    ...expected(headers, 'x-github-request-id', /^\S+$/),
    ...expected(headers, 'date', / GMT$/),
    ...(by === 'github.com' ? [] : expected(headers, 'x-github-enterprise-version', /^3\.19\.\d+$/)),
    ...(hasBody ? expected(headers, 'content-type', isJson ? /^application\/json; charset=utf-8$/ : /\S/) : []),
    ...(status === 204 ? absent(headers, 'content-type', 'a 204 has no content to describe') : []),
  ];
}

/** An Enterprise Server has its limits off by default, and tells of none. */
function rate({ headers, isApp }: Dressed, by: DescriptionName): HeaderFault[] {
  if (by !== 'github.com')
    return rateHeaders.flatMap((name) => absent(headers, name, 'this server has no rate limits'));
  if (isApp) return rateHeaders.flatMap((name) => absent(headers, name, 'an App has no rate limit of its own'));
  return rateHeaders.flatMap((name) => expected(headers, name, name.endsWith('resource') ? /^[a-z_]+$/ : /^\d+$/));
}

function location({ operationId, status, headers }: Dressed, operation: RestOperation | undefined): HeaderFault[] {
  const isLocated = operation?.located === true || locatedUndescribed.has(operationId);
  if (status === 301 || status === 302 || status === 307 || (status === 201 && isLocated))
    return expected(headers, 'location', /^https?:\/\//);
  return status === 201 ? absent(headers, 'location', 'GitHub sends none with this 201') : [];
}

function revision({ operationId, read, status, headers }: Dressed): HeaderFault[] {
  const isTagged = status === 304 || (read && status === 200 && !untagged.has(operationId));
  return [
    ...(isTagged ? expected(headers, 'etag', /^(W\/)?"[^"]+"$/) : []),
    ...(dated.has(operationId) && (status === 200 || status === 201)
      ? expected(headers, 'last-modified', / GMT$/)
      : []),
  ];
}

/**
 * A page that cannot be the last one names the next, and a page that is not full names none; whether a full page of a bare list
 * is the last, nobody can tell from outside.
 */
function link({ read, status, query, body, headers }: Dressed): HeaderFault[] {
  if (!read || status !== 200) return [];
  const given = headers.get('link');
  const wellFormed = /^(<https?:\/\/[^>]+>; rel="(prev|next|last|first)"(, |$))+$/;
  if (given !== null && !wellFormed.test(given))
    return [{ name: 'link', value: given, message: 'is no list of pages' }];
  const wrong = (message: string) => [{ name: 'link', value: given, message }];
  const size = Math.min(positive(query.get('per_page'), usualPage), largestPage);
  const page = positive(query.get('page'), 1);
  const { total_count: total } = (body ?? {}) as { total_count?: unknown };
  const next = /<([^>]+)>; rel="next"/.exec(given ?? '')?.[1];
  if (next === undefined)
    return typeof total === 'number' && page * size < total
      ? wrong(`${total} are more than ${page} pages of ${size}`)
      : [];
  if (!isNext(new URL(next).searchParams, query, page))
    return wrong(`is not followed by page ${page + 1} of that size`);
  const listed = typeof total === 'number' ? Object.values(body as object).find(Array.isArray) : body;
  return Array.isArray(listed) && listed.length < size ? wrong(`${listed.length} are no full page of ${size}`) : [];
}

/** The next page by number, or by a cursor that only GitHub can read, and of the same size. */
function isNext(next: URLSearchParams, asked: URLSearchParams, page: number): boolean {
  const isFurther = next.has('cursor') || next.has('after') || next.get('page') === String(page + 1);
  return isFurther && next.get('per_page') === asked.get('per_page');
}

function positive(text: string | null, otherwise: number): number {
  const number = Number(text);
  return Number.isInteger(number) && number > 0 ? number : otherwise;
}

function expected(headers: Headers, name: string, form: RegExp): HeaderFault[] {
  const value = headers.get(name);
  if (value === null) return [{ name, value, message: 'is missing' }];
  return form.test(value) ? [] : [{ name, value, message: `must match ${String(form)}` }];
}

function absent(headers: Headers, name: string, message: string): HeaderFault[] {
  const value = headers.get(name);
  return value === null ? [] : [{ name, value, message }];
}
