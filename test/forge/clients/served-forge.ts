import { execFile } from 'node:child_process';
import { generateKeyPairSync } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { createForge } from '../../../src/forge/create.ts';
import { repoNamed } from '../../../src/forge/domain/repos.ts';
import type { Permissions, Repo } from '../../../src/forge/domain/state.ts';
import type { Forge } from '../../../src/forge/forge.ts';
import { seedOrganisation, type RepoSpec } from '../../../src/forge/seed/organisation.ts';

const run = promisify(execFile);

const permissions: Permissions = {
  actions: 'write',
  checks: 'write',
  contents: 'write',
  deployments: 'write',
  issues: 'write',
  metadata: 'read',
  pull_requests: 'write',
  statuses: 'write',
};

const events = [
  'check_run',
  'create',
  'delete',
  'deployment',
  'deployment_status',
  'issue_comment',
  'issues',
  'label',
  'pull_request',
  'pull_request_review',
  'push',
  'release',
  'status',
  'workflow_dispatch',
  'workflow_run',
];

/** How a program ended; it is not thrown, so that a test sees both what was said and what was refused. */
export interface Ended {
  status: number;
  stdout: string;
  stderr: string;
}

export interface Certificate {
  key: string;
  cert: string;
  /** Where the certificate lies, for clients that are told whom to trust. */
  file: string;
}

/** A forge on disk behind a port of this machine, with one organisation, and programs that are run against it. */
export class ServedForge {
  readonly forge: Forge;
  readonly url: string;
  /** For what a client leaves behind; gone with the forge. */
  readonly folder: string;
  readonly #close: () => Promise<void>;

  private constructor({
    forge,
    url,
    folder,
    close,
  }: {
    forge: Forge;
    url: string;
    folder: string;
    close: () => Promise<void>;
  }) {
    this.forge = forge;
    this.url = url;
    this.folder = folder;
    this.#close = close;
  }

  /** `alice` administers the repositories, `bob` may write. */
  static async with(repos: RepoSpec[], { tls }: { tls?: Certificate } = {}): Promise<ServedForge> {
    const folder = mkdtempSync(join(tmpdir(), 'forge-client-'));
    const { publicKey } = generateKeyPairSync('rsa', {
      modulusLength: 2048,
      publicKeyEncoding: { type: 'spki', format: 'pem' },
      privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
    });
    const forge = createForge({
      storage: { directory: join(folder, 'repositories') },
      // Nobody delivers the webhooks, but each is held against its description.
      app: {
        slug: 'sluice',
        id: 7,
        publicKey,
        permissions,
        events,
        webhook: { url: 'http://bot.test/hook', secret: 'shared' },
      },
    });
    const roles = { alice: 'admin', bob: 'write' } as const;
    const specs = repos.map((spec) => ({ roles, ...spec }));
    seedOrganisation(forge.state, { login: 'acme', people: ['alice', 'bob'], repos: specs });
    const { url, close } = await forge.listen({ host: 'localhost', ...(tls && { tls }) });
    return new ServedForge({ forge, url, folder, close });
  }

  repo(name: string): Repo {
    const repo = repoNamed(this.forge.state, `acme/${name}`);
    if (repo === undefined) throw new Error(`there is no repository ${name}`);
    return repo;
  }

  token(login = 'alice'): string {
    return this.forge.personToken(login);
  }

  /** Runs a program with nothing of this machine's configuration but the PATH. */
  async run(program: string, args: string[], { env = {}, cwd = this.folder }: RunOptions = {}): Promise<Ended> {
    const environment = { PATH: process.env['PATH'], HOME: this.folder, LANG: 'C.UTF-8', ...env };
    try {
      const { stdout, stderr } = await run(program, args, { cwd, env: environment, maxBuffer: 64 * 1024 * 1024 });
      return { status: 0, stdout, stderr };
    } catch (error) {
      const {
        code,
        stdout = '',
        stderr = String(error),
      } = error as { code?: unknown; stdout?: string; stderr?: string };
      return { status: typeof code === 'number' ? code : -1, stdout, stderr };
    }
  }

  /**
   * What the forge did since the last time that GitHub describes otherwise, and what it was asked and did not know. A query parameter or a
   * member of a body that GitHub does not describe is the client's affair: GitHub ignores it, and so does the forge.
   */
  faults(): string[] {
    return this.forge.violations
      .splice(0)
      .filter(({ what, operationId }) => what !== 'request' || operationId.startsWith('graphql:'))
      .map(
        ({ what, operationId, pointer, value, message }) =>
          `${what} ${operationId} ${pointer} ${String(value)}: ${message}`,
      );
  }

  /** `event.action` of every webhook so far. */
  heard(): string[] {
    return this.forge.hooks.pending.map(({ event, action }) => (action === null ? event : `${event}.${action}`));
  }

  async close(): Promise<void> {
    await this.#close();
    rmSync(this.folder, { recursive: true, force: true });
  }
}

interface RunOptions {
  env?: Record<string, string>;
  cwd?: string;
}

/** A certificate for `localhost` that lives for a day; openssl makes it, since Node has no way to. */
export async function certificateIn(folder: string): Promise<Certificate> {
  const [keyFile, file] = [join(folder, 'key.pem'), join(folder, 'cert.pem')];
  const curve = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes'];
  const subject = ['-subj', '/CN=localhost', '-addext', 'subjectAltName=DNS:localhost,IP:127.0.0.1'];
  await run('openssl', ['req', '-x509', ...curve, '-days', '1', ...subject, '-keyout', keyFile, '-out', file]);
  return { key: readFileSync(keyFile, 'utf8'), cert: readFileSync(file, 'utf8'), file };
}
