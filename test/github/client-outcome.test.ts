import { describe, expect, it } from '@jest/globals';

import { graphqlOperation, graphqlOutcomeOf, isMutation } from '../../src/github/client/graphql-outcome.ts';
import { failureSentence, outcomeOf, type Failure } from '../../src/github/client/outcome.ts';
import { Redactor } from '../../src/core/text/redactor.ts';

const now = Date.UTC(2026, 10, 20, 12);
const read = { read: true, now, patience: 60_000 };
const write = { ...read, read: false };
const inSeconds = (milliseconds: number): string => String((now + milliseconds) / 1000);

function rest(status: number, message: string, headers: Record<string, string> = {}) {
  return { status, headers, data: { message } };
}

describe('a REST answer', () => {
  it.each([
    [401, 'Bad credentials', { kind: 'unauthorised', message: 'Bad credentials' }],
    [
      403,
      'Resource not accessible by integration',
      { kind: 'forbidden', message: 'Resource not accessible by integration' },
    ],
    [404, 'Not Found', { kind: 'missing', status: 404, message: 'Not Found' }],
    [410, 'This issue was deleted', { kind: 'missing', status: 410, message: 'This issue was deleted' }],
    [451, 'Repository access blocked', { kind: 'missing', status: 451, message: 'Repository access blocked' }],
    [409, 'Head branch was modified.', { kind: 'conflict', message: 'Head branch was modified.' }],
    [405, 'Pull Request is not mergeable', { kind: 'invalid', status: 405, message: 'Pull Request is not mergeable' }],
    [400, 'Problems parsing JSON', { kind: 'invalid', status: 400, message: 'Problems parsing JSON' }],
  ])('of status %i and the words "%s" means the same to a read and a write', (status, message, failed) => {
    expect(outcomeOf(rest(status, message), read)).toEqual({ failed });
    expect(outcomeOf(rest(status, message), write)).toEqual({ failed });
  });

  it.each([
    [405, 'Base branch was modified. Review and try the merge again.'],
    [422, 'expected head sha didn’t match current head ref.'],
    [422, 'Update is not a fast forward'],
  ])('of status %i that says "%s" is a conflict, not a mistake of ours', (status, message) => {
    expect(outcomeOf(rest(status, message), write)).toEqual({ failed: { kind: 'conflict', message } });
  });

  it('of a validation error keeps what GitHub lists', () => {
    const errors = [{ resource: 'PullRequest', code: 'custom', message: 'A pull request already exists for acme:x.' }];

    expect(outcomeOf({ status: 422, headers: {}, data: { message: 'Validation Failed', errors } }, write)).toEqual({
      failed: { kind: 'invalid', status: 422, message: 'Validation Failed', errors },
    });
  });

  it('of a missing permission names what the endpoint needs', () => {
    const headers = { 'x-accepted-github-permissions': 'contents=write; pull_requests=write' };

    expect(outcomeOf(rest(403, 'Resource not accessible by integration', headers), write)).toMatchObject({
      failed: { kind: 'forbidden', needs: 'contents=write; pull_requests=write' },
    });
  });

  it.each([500, 502, 503, 504, 408])('of status %i leaves a read unavailable and a write in doubt', (status) => {
    const page = { status, headers: { 'content-type': 'text/html' }, data: '<html>Unicorn!</html>' };

    expect(outcomeOf(page, read)).toEqual({ failed: { kind: 'unavailable', message: `HTTP ${status}` } });
    expect(outcomeOf(page, write)).toEqual({ failed: { kind: 'unknown-outcome', message: `HTTP ${status}` } });
  });

  it('of a redirect that nobody followed names where the thing went', () => {
    const location = 'https://api.github.com/repositories/9/issues/1';

    expect(outcomeOf({ status: 301, headers: { location }, data: {} }, write)).toEqual({
      failed: { kind: 'missing', status: 301, message: `moved to ${location}`, location },
    });
  });

  it('of success whose JSON is broken is in doubt, not empty', () => {
    const broken = { status: 201, headers: { 'content-type': 'application/json' }, data: '{"number": 1' };

    expect(outcomeOf(broken, write)).toMatchObject({ failed: { kind: 'unknown-outcome' } });
    expect(outcomeOf(broken, read)).toMatchObject({ failed: { kind: 'unavailable' } });
  });
});

describe('a rate limit', () => {
  const hour = 3_600_000;
  const exhausted = (milliseconds: number) => ({
    'x-ratelimit-remaining': '0',
    'x-ratelimit-reset': inSeconds(milliseconds),
  });

  it.each([
    { by: 'retry-after in seconds', headers: { 'retry-after': '30' }, wait: 30_000, which: 'secondary' },
    {
      by: 'retry-after as a date',
      headers: { 'retry-after': new Date(now + 45_000).toUTCString() },
      wait: 45_000,
      which: 'secondary',
    },
    { by: 'nothing remaining', headers: exhausted(hour), wait: hour, which: 'primary' },
    { by: 'its words only', headers: {}, wait: 60_000, which: 'secondary' },
    { by: 'a retry-after nobody can read', headers: { 'retry-after': 'soon' }, wait: 60_000, which: 'secondary' },
    { by: 'a reset that is over', headers: exhausted(-5000), wait: 60_000, which: 'primary' },
    {
      by: 'a wait of a day, which no clock of GitHub means',
      headers: { 'retry-after': '86400' },
      wait: 61 * 60_000,
      which: 'secondary',
    },
    {
      by: 'retry-after beside a reset',
      headers: { 'retry-after': '20', ...exhausted(hour) },
      wait: 20_000,
      which: 'primary',
    },
  ])('stated by $by says until when', ({ headers, wait, which }) => {
    const failed = { kind: 'limited', until: now + wait, which };

    expect(outcomeOf(rest(403, 'You have exceeded a secondary rate limit.', headers), write)).toEqual({ failed });
    expect(outcomeOf(rest(429, 'Slow down', headers), read)).toEqual({ failed });
  });

  it('is not read into an ordinary refusal with budget left', () => {
    const headers = { 'x-ratelimit-remaining': '4999', 'x-ratelimit-reset': inSeconds(hour) };

    expect(outcomeOf(rest(403, 'Must have admin rights', headers), read)).toMatchObject({
      failed: { kind: 'forbidden' },
    });
  });
});

describe('a GraphQL answer', () => {
  const answer = (data: unknown, ...errors: object[]) => ({
    status: 200,
    headers: { 'content-type': 'application/json' },
    data: { data, ...(errors.length > 0 && { errors }) },
  });
  const error = (type: string | undefined, message: string, ...path: (string | number)[]) => ({ type, message, path });

  it.each<[string | undefined, string, Failure]>([
    ['STALE_DATA', 'Expected branch to point to "a"', { kind: 'conflict', message: 'Expected branch to point to "a"' }],
    ['NOT_FOUND', 'Could not resolve', { kind: 'missing', status: 404, message: 'Could not resolve' }],
    ['FORBIDDEN', 'Resource not accessible', { kind: 'forbidden', message: 'Resource not accessible' }],
    ['RATE_LIMITED', 'API rate limit exceeded', { kind: 'limited', until: now + 60_000, which: 'secondary' }],
    [
      undefined,
      'You have exceeded a secondary rate limit',
      { kind: 'limited', until: now + 60_000, which: 'secondary' },
    ],
    [
      'UNPROCESSABLE',
      'Is in clean status',
      { kind: 'invalid', status: 422, message: 'Is in clean status', errors: [{ type: 'UNPROCESSABLE' }] },
    ],
    [undefined, 'Field x does not exist', { kind: 'invalid', status: 422, message: 'Field x does not exist' }],
  ])('with an error of type %s means the same to a query and a mutation', (type, message, failed) => {
    const refused = answer({ a: null }, error(type, message, 'a'));

    expect(graphqlOutcomeOf(refused, read)).toEqual({ failed });
    expect(graphqlOutcomeOf(refused, write)).toEqual({ failed });
  });

  it('that went wrong inside GitHub leaves a query unavailable and a mutation in doubt', () => {
    const broken = answer(null, error(undefined, 'Something went wrong while executing your query.'));

    expect(graphqlOutcomeOf(broken, read)).toMatchObject({ failed: { kind: 'unavailable' } });
    expect(graphqlOutcomeOf(broken, write)).toMatchObject({ failed: { kind: 'unknown-outcome' } });
  });

  it('of a query keeps the good aliases beside the errors of the bad', () => {
    const partial = answer({ a: { id: 1 }, b: null }, error('NOT_FOUND', 'Could not resolve', 'b'));

    expect(graphqlOutcomeOf(partial, read)).toMatchObject({
      ok: { a: { id: 1 }, b: null },
      errors: [{ path: ['b'], type: 'NOT_FOUND', message: 'Could not resolve' }],
    });
  });

  it('whose aliases failed for different reasons never makes one reason of them', () => {
    const mixed = answer(
      { a: null, b: null },
      error('NOT_FOUND', 'Could not resolve', 'a'),
      error(undefined, 'Something went wrong', 'b'),
    );

    expect(graphqlOutcomeOf(mixed, read)).toMatchObject({
      errors: [
        { path: ['a'], type: 'NOT_FOUND' },
        { path: ['b'], message: 'Something went wrong' },
      ],
    });
  });

  it('of a mutation that failed in part is a failure, in doubt when any part is', () => {
    const refused = answer({ a: { ok: 1 }, b: null }, error('UNPROCESSABLE', 'No commits between', 'b'));
    const doubtful = answer(
      { a: null, b: null },
      error('UNPROCESSABLE', 'No commits between', 'a'),
      error(undefined, 'Something went wrong', 'b'),
    );

    expect(graphqlOutcomeOf(refused, write)).toMatchObject({ failed: { kind: 'invalid' } });
    expect(graphqlOutcomeOf(doubtful, write)).toMatchObject({ failed: { kind: 'unknown-outcome' } });
  });

  it.each([404, 410, 302])('with HTTP %i says nothing about what was asked for', (status) => {
    const noPage = { status, headers: {}, data: { message: 'Not Found' } };

    expect(graphqlOutcomeOf(noPage, read)).toMatchObject({ failed: { kind: 'unavailable' } });
    expect(graphqlOutcomeOf(noPage, write)).toMatchObject({ failed: { kind: 'missing' } });
  });

  it('that holds no GraphQL result is no empty result', () => {
    const html = { status: 200, headers: { 'content-type': 'text/html' }, data: '<html></html>' };

    expect(graphqlOutcomeOf(html, read)).toMatchObject({ failed: { kind: 'unavailable' } });
    expect(graphqlOutcomeOf(html, write)).toMatchObject({ failed: { kind: 'unknown-outcome' } });
  });
});

describe('a GraphQL document', () => {
  it.each([
    ['query Look($o: String!) { repository(owner: $o) { id } }', 'graphql:Look', false],
    ['mutation Open { createRef { ref { id } } }', 'graphql:Open', true],
    ['# mutation Fake\nfragment F on Repo { id }\nquery Named { a { ...F } }', 'graphql:Named', false],
    ['fragment F on Ref { id } mutation Move { updateRefs { ...F } }', 'graphql:Move', true],
    ['{ viewer { login } }', 'graphql:anonymous', false],
    ['{ a: mutation }', 'graphql:anonymous', false],
  ])('%s is known by name and kind', (document, operation, mutates) => {
    expect(graphqlOperation(document)).toBe(operation);
    expect(isMutation(document)).toBe(mutates);
  });
});

describe('redaction', () => {
  it.each([
    ['a new installation token', 'got ghs_7_eyJhbGciOi.eyJleHAi-x.s_g now', 'got [redacted] now'],
    ['a personal token', 'ghp_abcDEF123!', '[redacted]!'],
    ['a fine-grained token', 'github_pat_11AA_bb', '[redacted]'],
    ['a JWT', 'bearer eyJhbGciOiJSUzI1NiJ9.eyJpc3MiOjd9.c2ln', 'bearer [redacted]'],
    ['a JWT cut off', 'bearer eyJhbGciOiJSUzI1NiJ9', 'bearer [redacted]'],
    ['a key', 'x -----BEGIN RSA PRIVATE KEY-----\nMIIE\n-----END RSA PRIVATE KEY----- y', 'x [redacted] y'],
    ['credentials in a URL', 'https://x-access-token:secret@github.com/a/b', 'https://[redacted]github.com/a/b'],
    ['nothing secret', 'acme/payments#12 by @ann on v1.2', 'acme/payments#12 by @ann on v1.2'],
  ])('takes %s out by its shape', (_, text, clean) => {
    expect(new Redactor().text(text)).toBe(clean);
  });

  it('takes out by value what has no shape, however deep', () => {
    const redactor = new Redactor();

    redactor.know('plain-canary-value');

    expect(redactor.deep({ message: 'no', errors: [{ at: 'x plain-canary-value' }], until: 5 })).toEqual({
      message: 'no',
      errors: [{ at: 'x [redacted]' }],
      until: 5,
    });
  });
});

it('every failure has a sentence that holds its facts', () => {
  const failures: Failure[] = [
    { kind: 'limited', until: now, which: 'primary' },
    { kind: 'limited', until: now, which: 'spent' },
    { kind: 'limited', until: now, which: 'reserve' },
    { kind: 'limited', until: now, which: 'writes' },
    { kind: 'unavailable', message: 'reset' },
    { kind: 'unknown-outcome', message: 'reset' },
    { kind: 'conflict', message: 'moved' },
    { kind: 'missing', status: 410, message: 'deleted' },
    { kind: 'forbidden', message: 'no', needs: 'issues=write' },
    { kind: 'invalid', status: 422, message: 'too long' },
    { kind: 'unauthorised', message: 'Bad credentials' },
  ];

  expect(failures.map(failureSentence)).toEqual([
    "GitHub's primary rate limit holds until 2026-11-20T12:00:00.000Z",
    'what GitHub bears in an hour is used up until 2026-11-20T12:00:00.000Z',
    'what GitHub still bears is kept for production until 2026-11-20T12:00:00.000Z',
    'as much was written at GitHub as it bears; it goes on at 2026-11-20T12:00:00.000Z',
    'GitHub could not be reached: reset',
    "GitHub's answer was lost, the change may have happened: reset",
    'it changed meanwhile: moved',
    'not found at GitHub (410): deleted',
    'GitHub forbids it: no (needs issues=write)',
    'GitHub refused it (422): too long',
    'GitHub does not accept the credentials that Sluice has for this: Bad credentials',
  ]);
});
