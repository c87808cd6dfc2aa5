import type { Clock } from '../../../src/forge/clock/clock.ts';
import { RateMeter, type Limits, type MeteredCall } from '../../../src/forge/http/limits/rate-meter.ts';

type Fetch = (url: string, init?: RequestInit) => Promise<Response>;

/**
 * GitHub's limits in virtual time: the forge's own meter counts by the clock that credentials live on, the machine's. Each
 * installation is told its budgets with every answer, and refused when they are spent.
 */
export class LimitedFetch {
  readonly #meter: RateMeter;
  readonly #clock: Clock;
  readonly #inner: Fetch;
  /** Whose token it is. */
  readonly #installations = new Map<string, number>();
  /** Calls by installation, refused ones included. */
  readonly calls = new Map<number, number>();

  constructor(inner: Fetch, clock: Clock, limits: Limits) {
    this.#inner = inner;
    this.#clock = clock;
    this.#meter = new RateMeter(limits);
  }

  readonly fetch: Fetch = async (url, init = {}) => {
    const installation = this.#installations.get(new Headers(init.headers).get('authorization') ?? '');
    if (installation === undefined) return this.#asApp(url, init);
    this.calls.set(installation, (this.calls.get(installation) ?? 0) + 1);
    const call = meteredCall(installation, url, init);
    const refused = this.#meter.admit(call, this.#clock.now());
    if (refused !== undefined) {
      const told = this.#meter.settle(call, this.#clock.now(), refused.status);
      const headers = { ...told, ...refused.headers };
      return addressed(url, Response.json(refused.body, { status: refused.status, headers }));
    }
    const answer = await this.#inner(url, init);
    const headers = new Headers(answer.headers);
    const told = this.#meter.settle(call, this.#clock.now(), answer.status);
    for (const [name, value] of Object.entries(told)) headers.set(name, value);
    const body = [204, 304].includes(answer.status) ? null : await answer.arrayBuffer();
    return addressed(url, new Response(body, { status: answer.status, headers }));
  };

  /** Nothing is left to the installation for an hour. */
  spend(installation: number): void {
    for (const resource of ['core', 'graphql'] as const)
      this.#meter.spend({ ...callOf(installation), resource, creates: false }, this.#clock.now());
  }

  /** What it mints tells whose calls come with it. */
  async #asApp(url: string, init: RequestInit): Promise<Response> {
    const answer = await this.#inner(url, init);
    const [, installation] = /\/app\/installations\/(\d+)\/access_tokens$/.exec(url) ?? [];
    if (installation === undefined || !answer.ok) return answer;
    const { token } = (await answer.clone().json()) as { token: string };
    for (const scheme of ['token', 'Bearer', 'bearer'])
      this.#installations.set(`${scheme} ${token}`, Number(installation));
    return answer;
  }
}

const callOf = (installation: number): Omit<MeteredCall, 'resource' | 'creates'> => ({
  who: `installation ID ${installation}`,
  isFree: false,
  isAnonymous: false,
});

function meteredCall(installation: number, url: string, { method = 'GET', body }: RequestInit): MeteredCall {
  const isGraphql = url.endsWith('/graphql');
  const isMutation = typeof body === 'string' && /^\{"query":"\s*mutation\b/.test(body);
  return {
    ...callOf(installation),
    resource: isGraphql ? 'graphql' : 'core',
    creates: isGraphql ? isMutation : method === 'POST' && url.includes('/repos/'),
  };
}

/** A `Response` made by hand has no address, and Octokit's paging reads it. */
const addressed = (url: string, response: Response): Response => Object.defineProperty(response, 'url', { value: url });
