import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { parse } from 'yaml';
import { EVENTS } from '../../src/webhooks/hints.ts';
import { filesBelow, root, textOf } from './sources/project-files.ts';

const dockerfile = textOf('Dockerfile');
const instructions = dockerfile.replaceAll('\\\n', ' ').split('\n');
const app = parse(textOf('app.yml')) as {
  public: boolean;
  default_permissions: Record<string, string>;
  default_events: string[];
};

/** Files and folders at the top of the project that the served app opens. */
function readBesideSources(): string[] {
  const served = filesBelow('src', '.ts').filter((path) => !/^src\/(?:forge|demo|simulate)\//.test(path));
  const opened = served.flatMap((path) => {
    const ups = '\\.\\./'.repeat(path.split('/').length - 1);
    return [...textOf(path).matchAll(new RegExp(`new URL\\('${ups}([\\w.-]+)`, 'g'))].map(([, name = '']) => name);
  });
  return [...new Set(opened)];
}

describe('the image', () => {
  it('copies only what the repository has', () => {
    const copied = instructions
      .filter((line) => line.startsWith('COPY ') && !line.includes('--from='))
      .flatMap((line) => line.split(' ').slice(1, -1));

    expect(copied).not.toEqual([]);
    expect(copied.filter((path) => !existsSync(join(root, path)))).toEqual([]);
  });

  it('runs as a numbered user who is not root', () => {
    const users = instructions.filter((line) => line.startsWith('USER '));

    expect(users).toEqual([expect.stringMatching(/^USER [1-9]\d*:[1-9]\d*$/)]);
  });

  it('has a Node of the line that the package asks for', () => {
    const { engines } = JSON.parse(textOf('package.json')) as { engines: { node: string } };
    const line = /^>=(\d+)\./.exec(engines.node)?.[1];
    const bases = instructions.filter((text) => text.startsWith('FROM '));

    expect(bases.map((text) => text.split(' ')[1])).toEqual(bases.map(() => `node:${line}-bookworm-slim`));
  });

  it('brings git, which the commands about clones run', () => {
    const installed = instructions.filter((line) => line.includes('apt-get install')).join(' ');

    expect(installed.split(/\s+/)).toContain('git');
  });

  it('asks for its health where the server answers that it lives', () => {
    const [, path = ''] = /HEALTHCHECK .*\$\{process\.env\.PORT\}([\w/]+)`/.exec(instructions.join('\n')) ?? [];

    expect(path).toBe('/livez');
    expect(textOf('src/web/server.ts')).toContain(`'${path}'`);
  });

  it('has what the sources read beside themselves, and so has the package', () => {
    const { files } = JSON.parse(textOf('package.json')) as { files: string[] };
    const [, last = ''] = dockerfile.split(/^FROM .*$(?![\s\S]*^FROM )/m);
    const copied = last.split('\n').filter((line) => line.startsWith('COPY '));
    const inImage = copied.flatMap((line) => line.split(' ').slice(1, -1));

    expect(readBesideSources()).toEqual(expect.arrayContaining(['app.yml', 'templates']));
    expect(readBesideSources().filter((path) => !inImage.includes(path))).toEqual([]);
    // npm always packs this one.
    expect(readBesideSources().filter((path) => !['package.json', ...files].includes(path))).toEqual([]);
  });

  it('carries no secret and takes none while it is built', () => {
    expect(dockerfile).not.toMatch(/^(?:ARG|ENV)\b.*(?:KEY|SECRET|TOKEN|PASSWORD)/m);
  });
});

describe("the App's manifest", () => {
  it('asks for these permissions and no more', () => {
    expect(app.default_permissions).toEqual({
      actions: 'read',
      checks: 'read',
      contents: 'write',
      deployments: 'write',
      issues: 'write',
      members: 'read',
      merge_queues: 'read',
      metadata: 'read',
      packages: 'read',
      pull_requests: 'write',
      statuses: 'write',
    });
  });

  it('leaves the App private to its organisation', () => {
    expect(app.public).toBe(false);
  });

  it('subscribes to what the webhooks room translates, besides what is always delivered', () => {
    const always = ['installation', 'installation_repositories'];

    expect(app.default_events).toEqual(EVENTS.filter((event) => !always.includes(event)).toSorted());
  });
});
