import { describe, expect, it } from '@jest/globals';
import { Contract } from '../../../src/forge/contract/check.ts';
import type { Dressed } from '../../../src/forge/contract/headers.ts';

const github = new Contract();
const server = new Contract('ghes-3.19');

const usual = {
  'x-github-request-id': 'C0DE:1',
  date: 'Mon, 04 May 2026 12:00:00 GMT',
  'content-type': 'application/json; charset=utf-8',
  etag: 'W/"abc"',
};
const rates = {
  'x-ratelimit-limit': '5000',
  'x-ratelimit-remaining': '4999',
  'x-ratelimit-reset': '1777900000',
  'x-ratelimit-used': '1',
  'x-ratelimit-resource': 'core',
};
const place = { location: 'https://api.github.com/repos/acme/shop/pulls/1' };

/** An answer with the headers of github.com; a header of null is left out. */
function answer(of: Partial<Omit<Dressed, 'headers'>>, headers: Record<string, string | null> = {}): Dressed {
  const all: Record<string, string | null> = { ...usual, ...rates, ...headers };
  return {
    operationId: 'issues/list-labels-for-repo',
    isApp: false,
    read: true,
    query: new URLSearchParams(),
    status: 200,
    body: [],
    ...of,
    headers: new Headers(Object.entries(all).flatMap(([name, value]) => (value === null ? [] : [[name, value]]))),
  };
}

const pointers = (contract: Contract, dressed: Dressed) => contract.checkHeaders(dressed).map(({ pointer }) => pointer);
const found = (dressed: Dressed) => pointers(github, dressed);

describe('the contract check of headers', () => {
  it('finds nothing wrong with what GitHub sends', () => {
    expect(github.checkHeaders(answer({}))).toEqual([]);
  });

  it('names the operation, the header and what it says', () => {
    const created = answer({ operationId: 'checks/create', read: false, status: 201, body: {} }, place);

    expect(github.checkHeaders(created)).toEqual([
      {
        what: 'response',
        operationId: 'checks/create',
        pointer: 'header:location',
        value: place.location,
        message: 'GitHub sends none with this 201',
      },
    ]);
  });

  it.each(['x-github-request-id', 'date', 'content-type', 'etag', ...Object.keys(rates)])('misses %s', (name) => {
    expect(found(answer({}, { [name]: null }))).toEqual([`header:${name}`]);
  });

  it('finds a rate limit that is no number, and JSON that is called something else', () => {
    const wrong = { 'x-ratelimit-used': 'many', 'content-type': 'text/html' };

    expect(found(answer({}, wrong))).toEqual(['header:content-type', 'header:x-ratelimit-used']);
  });

  it.each([
    ['git/create-ref', 'described'],
    ['repos/create-release', 'described'],
    ['repos/create-deployment', 'recorded'],
    ['repos/merge', 'recorded'],
    ['pulls/request-reviewers', 'recorded'],
  ])('wants the place of what %s made, as is %s', (operationId) => {
    const made = { operationId, read: false, status: 201, body: {} };
    const modified = { 'last-modified': usual.date };

    expect(found(answer(made, modified))).toEqual(['header:location']);
    expect(found(answer(made, { ...modified, ...place }))).toEqual([]);
  });

  it.each(['repos/create-or-update-file-contents', 'checks/create', 'apps/create-installation-access-token'])(
    'wants none of %s',
    (operationId) => {
      const made = { operationId, read: false, status: 201, body: {} };

      expect(found(answer(made))).toEqual([]);
      expect(found(answer(made, place))).toEqual(['header:location']);
    },
  );

  it('wants to be told where something has moved', () => {
    expect(found(answer({ status: 301, body: {} }))).toEqual(['header:location']);
  });

  it('wants no content type of an answer without content', () => {
    expect(found(answer({ status: 204, read: false, body: undefined }))).toEqual(['header:content-type']);
  });

  it('wants the tag of a read, even of one that has not changed, but not of the rate limit', () => {
    expect(found(answer({ status: 304, body: undefined }, { etag: null, 'content-type': null }))).toEqual([
      'header:etag',
    ]);
    expect(found(answer({ operationId: 'rate-limit/get', body: {} }, { etag: null }))).toEqual([]);
    expect(found(answer({}, { etag: 'abc' }))).toEqual(['header:etag']);
  });

  it('wants to know when a repository was changed', () => {
    expect(found(answer({ operationId: 'repos/get', body: {} }))).toEqual(['header:last-modified']);
  });

  it('wants the next page of a list that goes on', () => {
    const listed = (page: string) => ({
      query: new URLSearchParams(`per_page=2&page=${page}`),
      body: { total_count: 3 },
    });
    const next = {
      link: '<https://api.github.com/x?per_page=2&page=2>; rel="next", <https://api.github.com/x?per_page=2&page=2>; rel="last"',
    };

    expect(found(answer(listed('1')))).toEqual(['header:link']);
    expect(found(answer(listed('1'), next))).toEqual([]);
    expect(found(answer(listed('2')))).toEqual([]);
    expect(found(answer(listed('2'), { link: 'page 1' }))).toEqual(['header:link']);
  });

  it.each([
    ['?per_page=2', '?per_page=2&page=2', 2, []],
    ['?per_page=2', '?per_page=2&cursor=v1_9', 2, []],
    ['?per_page=2&page=2', '?per_page=2&page=2', 2, ['header:link']],
    ['?per_page=2', '?page=2', 2, ['header:link']],
    ['?per_page=2', '?per_page=2&page=2', 1, ['header:link']],
    ['', '?page=2', 29, ['header:link']],
    ['', '?page=2', 30, []],
  ])('knows whether %s is followed by %s after %i items', (asked, next, items, faults) => {
    const link = { link: `<https://api.github.com/x${next}>; rel="next"` };
    const listed = { query: new URLSearchParams(asked), body: Array.from({ length: items }, () => ({})) };

    expect(found(answer(listed, link))).toEqual(faults);
  });

  it('wants no rate limit of the App itself', () => {
    expect(found(answer({ isApp: true }))).toEqual(Object.keys(rates).map((name) => `header:${name}`));
  });

  it('wants the version of an Enterprise Server, and no rate limits of it', () => {
    const none = Object.fromEntries(Object.keys(rates).map((name) => [name, null]));

    expect(pointers(server, answer({}, { ...none, 'x-github-enterprise-version': '3.19.0' }))).toEqual([]);
    expect(pointers(server, answer({}, none))).toEqual(['header:x-github-enterprise-version']);
    expect(pointers(server, answer({}, { 'x-github-enterprise-version': '3.19.0' }))).toHaveLength(5);
  });
});
