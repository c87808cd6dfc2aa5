import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { VirtualClock } from '../../../src/forge/clock/clock.ts';
import { createForge } from '../../../src/forge/create.ts';
import type { Installation, Permissions, Repo } from '../../../src/forge/domain/state.ts';
import type { Forge } from '../../../src/forge/forge.ts';
import { fsck } from '../../../src/forge/git/fsck.ts';
import type { RepoSpec } from '../../../src/forge/seed/organisation.ts';
import { seedOrganisation } from '../../../src/forge/seed/organisation.ts';
import type { Json } from '../domain-world.ts';
import { call, keys, noon, tokenOf } from '../kernel.ts';
import { GIT_ENVIRONMENT, temporaryFolder } from './oracle.ts';

const EVENTS = ['push', 'create', 'delete', 'pull_request', 'issues'];
const PERMISSIONS: Permissions = { contents: 'write', issues: 'write', pull_requests: 'write' };

export interface GitOutput {
  status: number;
  /** What git prints, errors first. */
  output: string;
}

/** A whole forge on disk that real git clients come to over HTTP; its clocks stand still. */
export class GitHost {
  readonly forge: Forge;
  readonly clock: VirtualClock;
  readonly wall: VirtualClock;
  readonly url: string;
  readonly installation: Installation;
  readonly #close: () => Promise<void>;

  private constructor(
    parts: Pick<GitHost, 'forge' | 'clock' | 'wall' | 'url' | 'installation'>,
    close: () => Promise<void>,
  ) {
    this.forge = parts.forge;
    this.clock = parts.clock;
    this.wall = parts.wall;
    this.url = parts.url;
    this.installation = parts.installation;
    this.#close = close;
  }

  /** `acme/shop` with one commit, and what the test makes of it; ada may write, bob may read, eve is a stranger. */
  static async open(shop: Partial<RepoSpec> = {}, permissions = PERMISSIONS): Promise<GitHost> {
    const [clock, wall] = [new VirtualClock(noon), new VirtualClock(noon)];
    const webhook = { url: 'http://bot.test/hook', secret: 'shared' };
    const app = { slug: 'sluice', id: 7, publicKey: keys.publicKey, permissions, events: EVENTS, webhook };
    const forge = createForge({ clock, wall, seed: 'git', storage: { directory: temporaryFolder() }, app });
    const { installation } = seedOrganisation(forge.state, {
      login: 'acme',
      people: ['eve'],
      repos: [
        {
          fullName: 'acme/shop',
          files: { 'README.md': 'one\n', 'src/app.js': '// app\n' },
          roles: { ada: 'write', bob: 'read' },
          ...shop,
        },
        { fullName: 'acme/empty', roles: { ada: 'write' } },
      ],
    });
    const { url, close } = await forge.listen();
    forge.hooks.pending.length = 0;
    return new GitHost({ forge, clock, wall, url, installation: installation! }, close);
  }

  repo(name = 'shop'): Repo {
    return this.forge.state.repos.get(`acme/${name}`)!;
  }

  tip(branch = 'main'): string | undefined {
    return this.repo().git.refs.read(`refs/heads/${branch}`);
  }

  /** A token of the App's installation, asked for as a client asks. */
  token(): Promise<string> {
    return tokenOf(this, this.installation);
  }

  /** The address of a repository with credentials, `user` or `user:password`. */
  remote(credentials: string, name = 'shop'): string {
    return `${this.url.replace('//', `//${credentials}@`)}/acme/${name}.git`;
  }

  /** As ada, with her token in the address as Renovate and release tools put it. */
  adas(name = 'shop'): string {
    return this.remote(this.forge.personToken('ada'), name);
  }

  async api(
    asked: string,
    body?: unknown,
    as = this.forge.personToken('ada'),
  ): Promise<{ status: number; body: Json }> {
    const response = await call(this.forge, asked, { as, body });
    const answer = await response.text();
    return { status: response.status, body: answer === '' ? undefined : JSON.parse(answer) };
  }

  async clone(remote: string, ...options: string[]): Promise<string> {
    const folder = temporaryFolder();
    const { status, output } = await git(folder, 'clone', '--quiet', ...options, remote, 'work');
    if (status !== 0) throw new Error(output);
    return join(folder, 'work');
  }

  /** Closes the forge; throws when git refuses what was made of a repository. */
  async close(): Promise<void> {
    await this.#close();
    const complaints = await fsck(this.forge.directories());
    if (complaints !== '') throw new Error(complaints);
    if (this.forge.violations.length > 0) throw new Error(JSON.stringify(this.forge.violations[0]));
  }
}

/** Runs git without blocking: the forge lives in this process. */
export async function git(folder: string, ...args: string[]): Promise<GitOutput> {
  const child = spawn('git', ['-C', folder, ...args], { env: GIT_ENVIRONMENT, stdio: ['ignore', 'pipe', 'pipe'] });
  const [out, err, [status]] = await Promise.all([text(child.stdout), text(child.stderr), once(child, 'close')]);
  return { status: status as number, output: (err + out).trim() };
}
