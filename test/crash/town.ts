import { generateKeyPairSync } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { readAppManifest } from '../../src/app-manifest.ts';
import { Person } from '../../src/forge/cast/person.ts';
import { createForge } from '../../src/forge/create.ts';
import type { Forge } from '../../src/forge/forge.ts';
import { createRegistry, type FakeRegistry } from '../../src/forge/registry/registry.ts';
import type { Cast, Scene } from '../../src/simulate/scene.ts';
import type { ReplicaSetup } from './replicas/messages.ts';
import { SharedClock } from './replicas/shared-clock.ts';

const KEYS = generateKeyPairSync('rsa', {
  modulusLength: 2048,
  publicKeyEncoding: { type: 'spki', format: 'pem' },
  privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
});
export const SECRET = '0d9c5e8b7f3a41627c1e90fa3b5d4826';
/** A Monday at ten in Rome: the scenes' windows and schedules go by it. */
const START = Date.parse('2026-03-02T09:00:00Z');
/** As every scene names it. */
const REGISTRY = 'registry.acme.dev';

/** GitHub, a registry and the people of a scene, in the process that drives a run. */
export class Town implements Cast {
  readonly forge: Forge;
  readonly registry: FakeRegistry;
  readonly clock: SharedClock;
  /** For what lasts as long as the run. */
  readonly directory: string;
  readonly #github: { url: string; close(): Promise<void> };
  readonly #images: { host: string; close(): Promise<void> };

  private constructor(parts: Pick<Town, 'forge' | 'registry' | 'clock' | 'directory'> & { doors: Doors }) {
    this.forge = parts.forge;
    this.registry = parts.registry;
    this.clock = parts.clock;
    this.directory = parts.directory;
    this.#github = parts.doors.github;
    this.#images = parts.doors.images;
  }

  static async open(scene: Scene, seed: string | number): Promise<Town> {
    const directory = mkdtempSync(join(tmpdir(), 'sluice-crash-'));
    const clock = new SharedClock(join(directory, 'clock')).begin(START);
    const registry = createRegistry();
    const app = { slug: 'sluice', publicKey: KEYS.publicKey, ...readAppManifest() };
    const forge = createForge({ clock, seed, storage: 'memory', app });
    const doors = { github: await forge.listen({ port: 0 }), images: await registry.listen() };
    scene.seed(forge.state, registry);
    return new Town({ forge, registry, clock, directory, doors });
  }

  now(): number {
    return this.clock.now();
  }

  person(login: string): Person {
    const { forge } = this;
    return new Person({ login, origin: forge.state.origin, token: forge.personToken(login), fetch: forge.fetch });
  }

  /** How a replica of this name is put together here. */
  setup({ name, store }: Pick<ReplicaSetup, 'name' | 'store'>): ReplicaSetup {
    const { forge } = this;
    return {
      app: { id: forge.state.app.id, privateKey: KEYS.privateKey, webhookSecret: SECRET },
      github: { apiUrl: `${this.#github.url}/api/v3`, webUrl: this.#github.url },
      registry: { name: REGISTRY, at: this.#images.host },
      store,
      clock: join(this.directory, 'clock'),
      name,
    };
  }

  async close(): Promise<void> {
    this.forge.hooks.auto = false;
    await this.#github.close();
    await this.#images.close();
    rmSync(this.directory, { recursive: true, force: true });
  }
}

interface Doors {
  github: { url: string; close(): Promise<void> };
  images: { host: string; close(): Promise<void> };
}
