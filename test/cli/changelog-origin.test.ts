import { describe, expect, it } from '@jest/globals';

import { originOf } from '../../src/cli/changelog/origin.ts';

describe('the address of a remote', () => {
  it.each([
    ['https://github.com/acme/web.git', 'github.com', 'acme/web'],
    ['https://github.com/acme/web', 'github.com', 'acme/web'],
    ['https://github.com/acme/web/', 'github.com', 'acme/web'],
    ['https://x-access-token:secret@github.com/acme/web.git', 'github.com', 'acme/web'],
    ['https://GitHub.example.com:8443/acme/web.js.git', 'github.example.com:8443', 'acme/web.js'],
    ['git@github.com:acme/web.git', 'github.com', 'acme/web'],
    ['github-work:acme/web', 'github-work', 'acme/web'],
    ['git@github.com:/acme/web.git', 'github.com', 'acme/web'],
    ['ssh://git@github.com/acme/web.git', 'github.com', 'acme/web'],
    ['ssh://git@github.example.com:2222/acme/web.git', 'github.example.com', 'acme/web'],
    ['ssh://git@ssh.github.com:443/acme/web.git', 'github.com', 'acme/web'],
    ['git://github.com/acme/web.git\n', 'github.com', 'acme/web'],
  ])('%j is a repository and its host', (address, host, repo) => {
    expect(originOf(address)).toEqual({ host, repo });
  });

  it.each([
    '/srv/git/acme/web.git',
    '../web',
    'file:///srv/git/acme/web.git',
    'https://gitlab.example.com/group/below/web.git',
    'https://github.com/acme',
    'https://github.com/acme/..',
    'https://[/acme/web',
    'C:\\acme\\web',
    'ext::sh -c whoami',
    '',
  ])('%j names no repository', (address) => {
    expect(originOf(address)).toBeUndefined();
  });
});
