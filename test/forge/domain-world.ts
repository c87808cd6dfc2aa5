import { expect } from '@jest/globals';
import { applyPush, checkPush } from '../../src/forge/domain/push.ts';
import { repoNamed } from '../../src/forge/domain/repos.ts';
import type { DomainEvent, ForgeState, Permissions, Repo } from '../../src/forge/domain/state.ts';
import type { Forge } from '../../src/forge/forge.ts';
import { executeGraphql } from '../../src/forge/graphql/execute.ts';
import { handlers } from '../../src/forge/rest/index.ts';
import { seedOrganisation } from '../../src/forge/seed/organisation.ts';
import type { RepoSpec } from '../../src/forge/seed/organisation.ts';
import { call, keys, startKernel, tokenOf } from './kernel.ts';
import type { Kernel } from './kernel.ts';

const writes: Permissions = {
  checks: 'write',
  contents: 'write',
  issues: 'write',
  pull_requests: 'write',
  statuses: 'write',
};

const events = [
  'push',
  'create',
  'delete',
  'pull_request',
  'pull_request_review',
  'issues',
  'issue_comment',
  'status',
  'check_run',
  'check_suite',
];

/** What a field of any depth holds; the tests say what they expect of it. */
// oxlint-disable-next-line typescript/no-explicit-any
export type Json = any;

export interface Answer {
  status: number;
  headers: Headers;
  body: Json;
}

export interface GraphqlAnswer {
  data: Json;
  errors?: { type?: string; message: string; path?: (string | number)[]; extensions?: object }[];
}

export interface WorldOptions {
  permissions?: Permissions;
  /** In memory by default. */
  storage?: ForgeState['storage'];
}

/** One organisation with the App installed on a forge in memory; calls go through the whole kernel. */
export class DomainWorld {
  readonly forge: Forge;
  readonly clock: Kernel['clock'];
  /** Every event since the seed, whether the App subscribed to it or not. */
  readonly emitted: DomainEvent[] = [];
  readonly #bot: string;

  private constructor(kernel: Kernel, bot: string) {
    this.forge = kernel.forge;
    this.clock = kernel.clock;
    this.#bot = bot;
    const take = this.forge.state.emit;
    this.forge.state.emit = (event) => {
      this.emitted.push(event);
      take(event);
    };
  }

  static async with(repos: RepoSpec[], { permissions = writes, storage }: WorldOptions = {}): Promise<DomainWorld> {
    const webhook = { url: 'http://bot.test/hook', secret: 'shared' };
    const kernel = startKernel({
      ...(storage !== undefined && { storage }),
      handlers,
      graphql: executeGraphql,
      push: { check: checkPush, apply: applyPush },
      app: { slug: 'sluice', id: 7, publicKey: keys.publicKey, permissions, events, webhook },
    });
    const { installation } = seedOrganisation(kernel.forge.state, { login: 'acme', people: ['eve'], repos });
    return new DomainWorld(kernel, await tokenOf(kernel, installation!));
  }

  repo(name: string): Repo {
    return repoNamed(this.forge.state, `acme/${name}`)!;
  }

  /** `METHOD /path`, as `bot` or as a person. */
  async rest(as: string, asked: string, body?: unknown): Promise<Answer> {
    const response = await call(this.forge, asked, { as: this.#token(as), body });
    const text = await response.text();
    return { status: response.status, headers: response.headers, body: text === '' ? undefined : JSON.parse(text) };
  }

  /** The same, expecting success. */
  async done(as: string, asked: string, body?: unknown): Promise<Json> {
    const answer = await this.rest(as, asked, body);
    if (answer.status >= 300) throw new Error(`${asked}: ${answer.status} ${JSON.stringify(answer.body)}`);
    return answer.body;
  }

  async graphql(as: string, query: string, variables: unknown = {}): Promise<GraphqlAnswer> {
    const response = await call(this.forge, 'POST /graphql', { as: this.#token(as), body: { query, variables } });
    expect(response.status).toBe(200);
    return (await response.json()) as GraphqlAnswer;
  }

  /** The data of a query that must not fail. */
  async query(as: string, query: string, variables: Record<string, unknown> = {}): Promise<Json> {
    const { data, errors } = await this.graphql(as, query, variables);
    if (errors !== undefined) throw new Error(JSON.stringify(errors));
    return data;
  }

  /** A branch off the default one with one changed file; answers its tip. */
  async branch(
    as: string,
    repo: string,
    spec: { name: string; path: string; text: string; message?: string },
  ): Promise<string> {
    const base = this.repo(repo).git.refs.read('refs/heads/main')!;
    const { name, path, text, message = `Change ${path}` } = spec;
    await this.done(as, `POST /repos/acme/${repo}/git/refs`, { ref: `refs/heads/${name}`, sha: base });
    const old = await this.rest(as, `GET /repos/acme/${repo}/contents/${path}?ref=${name}`);
    const sha = old.status === 200 ? { sha: old.body.sha } : {};
    const content = Buffer.from(text).toString('base64');
    const put = { message, content, branch: name, ...sha };
    return (await this.done(as, `PUT /repos/acme/${repo}/contents/${path}`, put)).commit.sha;
  }

  /** `event.action` of everything emitted since the last call. */
  heard(): string[] {
    return this.emitted.splice(0).map(({ event, action }) => (action === undefined ? event : `${event}.${action}`));
  }

  /** Where requests, answers or deliveries are not what GitHub describes. */
  breaches(): string[] {
    return this.forge.violations.map((one) => `${one.what} ${one.operationId} ${one.pointer} ${one.message}`);
  }

  #token(as: string): string {
    return as === 'bot' ? this.#bot : this.forge.personToken(as);
  }
}
