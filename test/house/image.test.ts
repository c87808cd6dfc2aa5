import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { parse } from 'yaml';
import { EVENTS } from '../../src/webhooks/hints.ts';
import { root, textOf } from './sources/project-files.ts';

const dockerfile = textOf('Dockerfile');
const instructions = dockerfile.replaceAll('\\\n', ' ').split('\n');
const app = parse(textOf('app.yml')) as {
  public: boolean;
  default_permissions: Record<string, string>;
  default_events: string[];
};

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

  it('carries no secret and takes none while it is built', () => {
    expect(dockerfile).not.toMatch(/^(?:ARG|ENV)\b.*(?:KEY|SECRET|TOKEN|PASSWORD)/m);
  });
});

describe("the App's manifest", () => {
  it('asks for these permissions and no more', () => {
    expect(app.default_permissions).toEqual({
      checks: 'read',
      contents: 'write',
      issues: 'read',
      metadata: 'read',
      pull_requests: 'write',
      statuses: 'read',
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
