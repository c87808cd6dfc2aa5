import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { isKnown } from '../../../src/core/answer.ts';
import type { History, Range } from '../../../src/core/changelog/history.ts';
import type { CommitSha } from '../../../src/core/names.ts';
import { VirtualClock } from '../../../src/forge/clock/clock.ts';
import { createForge } from '../../../src/forge/create.ts';
import type { Forge } from '../../../src/forge/forge.ts';
import type { Repo } from '../../../src/forge/domain/state.ts';
import { addPerson, installApp, seedRepo, type RepoSpec } from '../../../src/forge/seed/organisation.ts';
import { gitHistory } from '../../../src/git/git-history.ts';
import { openMirrors } from '../../../src/git/mirrors.ts';
import { githubHistory } from '../../../src/github/answers/history/github-history.ts';
import type { GithubClients } from '../../../src/github/client/clients.ts';
import { cloneAccess } from '../../../src/github/clone-access.ts';
import { createLog } from '../../../src/log.ts';
import type { Mirrors } from '../../../src/ports/mirrors.ts';
import { keys, rig } from '../../github/client-stub.ts';
import { DrawnRepo } from './drawn-repo.ts';

export type Source = 'api' | 'mirror' | 'git';

export interface Ends {
  from: CommitSha;
  to: CommitSha;
  paths?: string[];
}

const READS = { contents: 'read', issues: 'read', metadata: 'read', pull_requests: 'read' } as const;

/** Repositories on a forge that listens, and every kind of history that reads them. */
export class Library {
  readonly forge: Forge;
  readonly clock: VirtualClock;
  readonly #clients: GithubClients;
  readonly #mirrors: Mirrors;
  readonly #close: () => Promise<void>;
  #drawn = 0;

  private constructor(parts: {
    forge: Forge;
    clock: VirtualClock;
    clients: GithubClients;
    mirrors: Mirrors;
    close: () => Promise<void>;
  }) {
    this.forge = parts.forge;
    this.clock = parts.clock;
    this.#clients = parts.clients;
    this.#mirrors = parts.mirrors;
    this.#close = parts.close;
  }

  static async open(seed: string | number = 'library'): Promise<Library> {
    const directory = await mkdtemp(join(tmpdir(), 'sluice-library-'));
    const clock = new VirtualClock(Date.UTC(2026, 2, 2, 9));
    const app = { slug: 'sluice', id: 7, publicKey: keys.publicKey, permissions: { ...READS }, events: [] };
    const forge = createForge({ clock, seed, storage: { directory: join(directory, 'forge') }, app });
    for (const login of ['ada', 'grace', 'renovate[bot]']) addPerson(forge.state, login);
    installApp(forge.state, { account: 'acme', repositories: [] });
    const { url, close } = await forge.listen({ port: 0 });
    const { github: clients } = rig(`${url}/api/v3`);
    const mirrors = openMirrors({
      directory: join(directory, 'mirrors'),
      access: cloneAccess(clients, url),
      log: createLog('silent'),
    });
    const end = async (): Promise<void> => {
      await close();
      await rm(directory, { recursive: true, force: true });
    };
    return new Library({ forge, clock, clients, mirrors, close: end });
  }

  /** Makes a repository that the App may read. */
  makes(spec: RepoSpec): Repo {
    const repo = seedRepo(this.forge.state, { roles: { ada: 'write' }, ...spec });
    for (const { repositories } of this.forge.state.installations.values()) repositories.add(repo.id);
    return repo;
  }

  /** An empty repository to draw in. */
  draws(): DrawnRepo {
    this.#drawn += 1;
    return new DrawnRepo(this.makes({ fullName: `acme/drawn-${this.#drawn}` }));
  }

  /** A history for one changelog, with GitHub's API. */
  history(source: 'api' | 'mirror'): History {
    const ranges = source === 'mirror' ? { ranges: this.#mirrors } : {};
    return githubHistory(this.#clients, { clock: this.clock, ...ranges });
  }

  /** What lies between two commits, as one kind of history tells it; throws where that does not know. */
  async range(source: Source, repo: DrawnRepo, ends: Ends): Promise<Range> {
    const { from, to, paths } = ends;
    const clone = source === 'git' ? gitHistory(repo.directory) : undefined;
    const history = source === 'git' ? clone : this.history(source);
    try {
      const answer = await history?.range(repo.name, from, to, paths);
      if (answer === undefined || !isKnown(answer)) throw new Error(answer?.unknown ?? 'nobody was asked');
      return answer.known;
    } finally {
      await clone?.close();
    }
  }

  async close(): Promise<void> {
    await this.#mirrors.close();
    await this.#close();
    if (this.forge.violations.length > 0) throw new Error(JSON.stringify(this.forge.violations.slice(0, 3)));
  }
}
