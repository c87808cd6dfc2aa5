import { describe, expect, it } from '@jest/globals';

import { isOurBot, isOurCommit } from '../../src/github/look/self.ts';
import type { RawActor, RawCommit } from '../../src/github/look/raw.ts';
import { BOT, mergeOfBase, ourCommit, personsCommit, SELF } from './raw-look.ts';

const by = (email: string | null): RawCommit => ourCommit({ author: { name: 'sluice[bot]', email, user: null } });
const ENTERPRISE = { slug: 'sluice', host: 'github.acme.dev' };

describe('a commit', () => {
  it.each<[string, RawCommit]>([
    ['is ours when GitHub signed it over the address of our bot', ourCommit()],
    ['is ours whatever name its author has', ourCommit({ author: { name: null, email: BOT, user: null } })],
  ])('%s', (_, commit) => {
    expect(isOurCommit(commit, SELF)).toBe(true);
  });

  it.each<[string, RawCommit]>([
    ['nobody signed', ourCommit({ signature: null })],
    ['somebody else signed', ourCommit({ signature: { isValid: true, wasSignedByGitHub: false } })],
    [
      'bears a signature of GitHub that is not valid',
      ourCommit({ signature: { isValid: false, wasSignedByGitHub: true } }),
    ],
    ['has no author', ourCommit({ author: null })],
    ['has an author without an address', by(null)],
    ['a person wrote at GitHub', mergeOfBase()],
    ['a person wrote elsewhere', personsCommit()],
    ['another App made', by('12345+renovate[bot]@users.noreply.github.com')],
    ['another App made, whose slug ends as ours', by('12345+my-sluice[bot]@users.noreply.github.com')],
    ['another App made, whose slug begins as ours', by('12345+sluice-two[bot]@users.noreply.github.com')],
    ['a person made whose login is our slug', by('12345+sluice@users.noreply.github.com')],
    ['has our address somewhere in its own', by(`${BOT}.example.com`)],
    ['has our name at another host', by('12345+sluice[bot]@users.noreply.example.com')],
  ])('that %s is not ours', (_, commit) => {
    expect(isOurCommit(commit, SELF)).toBe(false);
  });

  it('of our bot on an Enterprise Server bears that host, or github.com', () => {
    const there = by('7+sluice[bot]@users.noreply.github.acme.dev');

    expect(isOurCommit(there, ENTERPRISE)).toBe(true);
    expect(isOurCommit(ourCommit(), ENTERPRISE)).toBe(true);
    expect(isOurCommit(there, SELF)).toBe(false);
    expect(isOurCommit(by('7+sluice[bot]@users.noreply.github.other.dev'), ENTERPRISE)).toBe(false);
  });
});

describe('an actor', () => {
  it.each<[RawActor | null | undefined, boolean]>([
    [{ __typename: 'Bot', login: 'sluice' }, true],
    [{ __typename: 'Bot', login: 'sluice[bot]' }, true],
    [{ __typename: 'User', login: 'sluice' }, false],
    [{ __typename: 'Organization', login: 'sluice' }, false],
    [{ __typename: 'Bot', login: 'renovate' }, false],
    [{ __typename: 'Bot', login: 'my-sluice[bot]' }, false],
    [null, false],
    [undefined, false],
  ])('%j is our bot: %j', (actor, expected) => {
    expect(isOurBot(actor, SELF)).toBe(expected);
  });
});
