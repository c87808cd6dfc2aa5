import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from '@jest/globals';
import { sharedContract } from '../../../src/forge/contract/check.ts';
import type { RepoSpec } from '../../../src/forge/seed/organisation.ts';
import { describeWith } from './client.ts';
import { FixtureWorld } from './fixture-world.ts';
import { disagreements, readScenario, scenariosIn, type RecordedExchange } from './recorded-scenario.ts';

const folder = process.env['SLUICE_OCTOKIT_FIXTURES'] ?? '';
const how =
  'npm install --prefix <folder> @octokit/fixtures, then SLUICE_OCTOKIT_FIXTURES=<folder>/node_modules/@octokit/fixtures';

/** Scenarios of operations that the forge does not have, each with the first of them. */
const elsewhere: Record<string, string> = {
  'add-and-remove-repository-collaborator': 'invitations',
  'branch-protection': 'setting protection',
  'get-archive': 'archives',
  'mark-notifications-as-read': 'notifications',
  markdown: 'rendering Markdown',
  'project-cards': 'classic projects, which GitHub has taken down',
  'release-assets': 'files of releases',
  'release-assets-conflict': 'files of releases',
  'search-issues': 'search over REST',
};

/** What an organisation shows its owners alone: the recording is one's, and the forge has none. */
const ofOwners =
  /^\/(total_private_repos|owned_private_repos|private_gists|disk_usage|collaborators|billing_email|default_repository_permission|members_\w+|two_factor_requirement_enabled|web_commit_signoff_required|plan)(\/|$)/;

/** The repository of each scenario before its first call. */
const repos: Record<string, Partial<RepoSpec>> = {
  'add-labels-to-issue': {},
  'create-file': {},
  'create-status': {},
  errors: {},
  'get-content': { fullName: 'octokit-fixture-org/hello-world' },
  'get-organization': {},
  'get-repository': { fullName: 'octokit-fixture-org/hello-world' },
  'get-root': {},
  'git-refs': {},
  labels: {},
  'lock-issue': {},
  'paginate-issues': {},
  'rename-repository': {},
};

describeWith({ name: '@octokit/fixtures', isThere: existsSync(join(folder, 'scenarios')), how }, () => {
  it('every scenario is replayed or is about what the forge does not have', () => {
    expect(scenariosIn(folder)).toEqual([...Object.keys(repos), ...Object.keys(elsewhere)].sort());
  });

  it.each(Object.keys(repos))('the recorded scenario %s has the same answers', async (name) => {
    const scenario = readScenario(folder, name);
    const world = new FixtureWorld({ fullName: `octokit-fixture-org/${name}`, ...repos[name] });
    await world.prepare(name, scenario);
    const different: string[] = [];

    for (const exchange of scenario) {
      const { method, path } = exchange;
      const answer = await world.replay(exchange);
      const wrong =
        answer.status === exchange.status
          ? disagreements(exchange.response, answer.body, isGone(answer.operationId, exchange))
          : [`status ${answer.status} instead of ${exchange.status}`];
      different.push(...[...wrong, ...headersOf(exchange, answer.headers)].map((one) => `${method} ${path}: ${one}`));
    }

    expect(different).toEqual([]);
    expect(world.faults()).toEqual([]);
  });
});

/** Some recordings are old: what GitHub's description does not know any more is no fault of ours. */
function isGone(operationId: string, { status, response }: RecordedExchange): (pointer: string) => boolean {
  const unknown = sharedContract()
    .checkResponse(operationId, status, response)
    .filter(({ message }) => message === 'GitHub describes no such property')
    .map(({ pointer }) => pointer.replaceAll(/\/\d+(?=\/|$)/g, '/*'));
  return (pointer) =>
    (operationId === 'orgs/get' && ofOwners.test(pointer)) ||
    unknown.some((one) => pointer === one || pointer.startsWith(`${one}/`));
}

/** Which headers a client acts on are there, and on which pages the links lead. */
function headersOf({ headers }: RecordedExchange, ours: Headers): string[] {
  const acted = ['location', 'etag', 'link', 'x-ratelimit-resource'];
  const missing = acted.filter((name) => headers[name] !== undefined && ours.get(name) === null);
  const pages = (link: string | null | undefined) =>
    [...(link ?? '').matchAll(/[?&](page=\d+)[^>]*>; rel="(\w+)"/g)].map(([, page, rel]) => `${rel} ${page}`).sort();
  const links =
    pages(headers['link']).join() === pages(ours.get('link')).join()
      ? []
      : [`link ${ours.get('link')} instead of ${headers['link']}`];
  return [...missing.map((name) => `header ${name} is missing`), ...links];
}
