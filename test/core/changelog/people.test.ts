import { describe, expect, it } from '@jest/globals';
import { authorOf, coAuthorsOf, isDependencyBot } from '../../../src/core/changelog/references/people.ts';

describe('the people of a commit', () => {
  it.each([
    ['583231+octocat@users.noreply.github.com', 'octocat'],
    ['octocat@users.noreply.github.com', 'octocat'],
    ['octocat@users.noreply.ghes.acme.dev', 'octocat'],
    ['49699333+dependabot[bot]@users.noreply.github.com', 'dependabot[bot]'],
  ])('are known by the address that GitHub made: %s', (email, login) => {
    expect(authorOf({ name: 'The Octocat', email })).toBe(login);
  });

  it.each([
    'ada@acme.dev',
    '1-ada@users.noreply.gitlab.com',
    'a`b@users.noreply.github.com',
    'users.noreply.github.com',
    '',
  ])('are called by their name where the address is their own: %j', (email) => {
    expect(authorOf({ name: ' Ada L. ', email })).toBe('Ada L.');
  });

  it('are not called by their address, even without a name', () => {
    expect(authorOf({ name: ' ', email: 'ada@acme.dev' })).toBe('an unknown author');
  });

  it('are credited for what they wrote together, from wherever a squash left their lines', () => {
    const message = [
      'web: doors (#7)',
      '* one\n\nCo-authored-by: Ada <1+ada@users.noreply.github.com>\r',
      '* two\n\nCo-Authored-By: Brian K. <brian@acme.dev>',
      'co-authored-by: @cleo\nSigned-off-by: Dora <dora@acme.dev>',
    ].join('\n\n');

    expect(coAuthorsOf(message)).toEqual(['ada', 'Brian K.', 'cleo']);
  });

  it('are credited once, under whatever name, and never beside themselves', () => {
    const message = [
      'Co-authored-by: Ada <1+ada@users.noreply.github.com>',
      'Co-authored-by: Brian <brian@acme.dev>',
      'Co-authored-by: Brian K. <BRIAN@acme.dev>',
      'Co-authored-by: brian <brian@home.example>',
    ].join('\n');

    expect(coAuthorsOf(message, 'Ada')).toEqual(['Brian']);
  });

  it.each([
    'dependabot[bot] <49699333+dependabot[bot]@users.noreply.github.com>',
    'Copilot <175728472+Copilot@users.noreply.github.com>',
    'An Assistant <noreply@assistant.example>',
    'k8s-ci-robot <robot@acme.dev>',
    ' <>',
  ])('do not share credit with machines: %s', (machine) => {
    expect(coAuthorsOf(`x\n\nCo-authored-by: ${machine}`)).toEqual([]);
  });

  it.each(['sluice[bot]', 'github-actions', 'k8s-ci-robot', 'release-bot', 'web-flow', 'renovate', 'Dependabot'])(
    'are not %s, which is a machine',
    (login) => {
      expect(coAuthorsOf(`x\n\nCo-authored-by: ${login} <it@acme.dev>`)).toEqual([]);
    },
  );

  it.each(['talbot', 'abbott', 'robot-fan', 'ada'])('may be %s', (login) => {
    expect(coAuthorsOf(`x\n\nCo-authored-by: ${login} <it@acme.dev>`)).toEqual([login]);
  });

  it.each([
    'dependabot[bot]',
    'dependabot',
    'dependabot-preview[bot]',
    'renovate',
    'renovate-bot',
    'Renovate Bot',
    'snyk-bot',
    'scala-steward',
    'forking-renovate[bot]',
  ])('leave versions of dependencies to %s', (login) => {
    expect(isDependencyBot(login)).toBe(true);
  });

  it.each(['renovated', 'github-actions[bot]', 'ada'])('are no dependency bot: %s', (login) => {
    expect(isDependencyBot(login)).toBe(false);
  });
});
