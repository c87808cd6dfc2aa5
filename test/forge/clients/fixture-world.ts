import { generateKeyPairSync } from 'node:crypto';
import { createForge } from '../../../src/forge/create.ts';
import { branchOid } from '../../../src/forge/domain/repos.ts';
import type { Repo } from '../../../src/forge/domain/state.ts';
import type { Forge } from '../../../src/forge/forge.ts';
import { addPerson, seedOrganisation, type RepoSpec } from '../../../src/forge/seed/organisation.ts';
import type { RecordedExchange } from './recorded-scenario.ts';

const origin = 'https://api.github.com';
const person = 'octokit-fixture-user-a';

export interface Replayed {
  operationId: string;
  status: number;
  headers: Headers;
  body: unknown;
}

/** A forge in memory that stands where GitHub stood when a scenario was recorded. */
export class FixtureWorld {
  readonly #forge: Forge;
  readonly #repo: Repo;
  /** Ids and commits of the recording, which were normalised, by what stands for them here. */
  readonly #names = new Map<string, string>();

  constructor(spec: RepoSpec) {
    const { publicKey } = generateKeyPairSync('rsa', {
      modulusLength: 2048,
      publicKeyEncoding: { type: 'spki', format: 'pem' },
      privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
    });
    this.#forge = createForge({
      storage: 'memory',
      app: { slug: 'sluice', id: 7, publicKey, permissions: { metadata: 'read' }, events: [] },
    });
    addPerson(this.#forge.state, person);
    const repos = [
      { files: { 'README.md': '# Hello\n' }, private: false, roles: { [person]: 'admin' as const }, ...spec },
    ];
    const { repos: made } = seedOrganisation(this.#forge.state, {
      login: 'octokit-fixture-org',
      people: [person],
      repos,
    });
    this.#repo = made[0]!;
    this.#names.set('/repositories/1000', `/repositories/${this.#repo.id}`);
  }

  /** What there was before a scenario began, as its own first answers show it. */
  async prepare(scenario: string, [first]: RecordedExchange[]): Promise<void> {
    const path = `/repos/octokit-fixture-org/${this.#repo.name}`;
    const older = branchOid(this.#repo, 'main') ?? '';
    const labels = scenario === 'labels' ? (first?.response ?? []) : [];
    for (const { name, color } of labels as { name: string; color: string }[])
      await this.#call('POST', `${path}/labels`, { name, color });
    if (scenario === 'lock-issue') await this.#call('POST', `${path}/issues`, { title: 'An issue' });
    if (scenario === 'paginate-issues')
      for (let number = 1; number <= 13; number += 1)
        await this.#call('POST', `${path}/issues`, { title: `Issue ${number}` });
    // The second commit of the recording is the older one: the branch moves forward from it without force.
    if (scenario === 'git-refs') {
      const content = Buffer.from('two\n').toString('base64');
      await this.#call('PUT', `${path}/contents/two.txt`, { message: 'Two', content });
    }
    this.#names.set(`${'0'.repeat(39)}1`, branchOid(this.#repo, 'main') ?? '');
    this.#names.set(`${'0'.repeat(39)}2`, older);
  }

  /** The recorded call, with this forge's names in the place of the recorded ones. */
  async replay({ method, path, body, reqheaders }: RecordedExchange): Promise<Replayed> {
    const given = body === '' ? undefined : (JSON.parse(this.#translated(JSON.stringify(body))) as unknown);
    const response = await this.#call(method.toUpperCase(), this.#translated(path), given, reqheaders['accept']);
    const text = await response.text();
    const isJson = response.headers.get('content-type')?.includes('application/json') === true;
    return {
      operationId: this.#forge.calls.at(-1)?.operationId ?? '',
      status: response.status,
      headers: response.headers,
      // An answer without a body was recorded as an empty text.
      body: isJson && text !== '' ? JSON.parse(text) : text,
    };
  }

  faults(): string[] {
    return this.#forge.violations.map(
      ({ what, operationId, pointer, message }) => `${what} ${operationId} ${pointer} ${message}`,
    );
  }

  #translated(text: string): string {
    let translated = text;
    for (const [recorded, ours] of this.#names) translated = translated.replaceAll(recorded, ours);
    return translated;
  }

  async #call(
    method: string,
    path: string,
    body?: unknown,
    accept = 'application/vnd.github.v3+json',
  ): Promise<Response> {
    const authorization = `token ${this.#forge.personToken(person)}`;
    return this.#forge.fetch(origin + path, {
      method,
      headers: { accept, authorization, 'user-agent': 'octokit-fixtures' },
      ...(body !== undefined && { body: JSON.stringify(body) }),
    });
  }
}
