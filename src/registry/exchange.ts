import { loginAdvice, Authorizations } from './authorizations.ts';
import { isTrustworthy, originOf, type ImageName } from './image-name.ts';
import type { Reach } from './reach.ts';
import { Unanswered } from './wire/unanswered.ts';
import type { Reply, Wire } from './wire/wire.ts';

const REDIRECTS = new Set([301, 302, 303, 307, 308]);
const MOST_HOPS = 3;

export interface Asking {
  method: 'GET' | 'HEAD';
  /** Below the repository: `manifests/…` or `blobs/…`. */
  path: string;
  accept?: string;
  /** The most bytes that the answer may have. */
  most: number;
  /** Registries keep blobs in other stores; a manifest is the registry's own to show. */
  follow?: true;
}

interface Call {
  url: URL;
  asking: Asking;
  authorization: string | undefined;
}

export interface ExchangeOptions {
  reach: Reach;
  wire: Wire;
  now: () => number;
}

/** Asks registries about repositories, logged in as they want it. */
export class Exchange {
  readonly #reach: Reach;
  readonly #wire: Wire;
  readonly #authorizations: Authorizations;

  constructor(options: ExchangeOptions) {
    this.#reach = options.reach;
    this.#wire = options.wire;
    this.#authorizations = new Authorizations(options);
  }

  /** The answer with status 200, undefined for a 404; throws `Unanswered` for everything else. */
  async ask(image: ImageName, asking: Asking): Promise<Reply | undefined> {
    const url = new URL(`/v2/${image.repository}/${asking.path}`, originOf(image));
    const reply = await this.#loggedIn(image, url, asking);
    if (reply.status === 200) return reply;
    if (reply.status === 404) return undefined;
    if (asking.follow && REDIRECTS.has(reply.status)) return this.#follow(image, { reply, from: url, asking });
    throw new Unanswered(this.#refusal(image, url, reply.status));
  }

  /** A 401 tells how to log in, also when a token has been revoked; the second one is meant. */
  async #loggedIn(image: ImageName, url: URL, asking: Asking): Promise<Reply> {
    const reply = await this.#send(image, { url, asking, authorization: this.#authorizations.current(image) });
    if (reply.status !== 401) return reply;
    const authorization = await this.#authorizations.renew(image, reply.headers.get('www-authenticate') ?? '');
    return authorization === undefined ? reply : this.#send(image, { url, asking, authorization });
  }

  /** The address is signed by itself; the registry's login goes to the registry alone. */
  async #follow(image: ImageName, start: { reply: Reply; from: URL; asking: Asking }): Promise<Reply> {
    let { reply, from } = start;
    const origin = from.origin;
    for (let hop = 0; hop < MOST_HOPS; hop += 1) {
      from = targetOf(image, reply, from);
      const authorization = from.origin === origin ? this.#authorizations.current(image) : undefined;
      reply = await this.#send(image, { url: from, asking: start.asking, authorization });
      if (reply.status === 200) return reply;
      if (!REDIRECTS.has(reply.status)) break;
    }
    throw new Unanswered(`${from.host}, where ${new URL(origin).host} keeps its blobs, answered ${reply.status}`);
  }

  async #send(image: ImageName, { url, asking, authorization }: Call): Promise<Reply> {
    const { method, accept, most } = asking;
    const headers = { ...(accept !== undefined && { accept }), ...(authorization !== undefined && { authorization }) };
    return this.#wire.send(url, { method, headers, most, mayBePrivate: this.#reach.mayBePrivate(image, url) });
  }

  #refusal(image: ImageName, { host }: URL, status: number): string {
    if (status === 401 || status === 403) {
      const advice = loginAdvice(this.#reach.loginFor(image));
      return `${host} refuses to show ${image.repository} (${status}): ${advice}`;
    }
    if (status === 429) return `${host} wants to be asked less often (429)`;
    return `${host} answered ${status} for ${image.repository}`;
  }
}

function targetOf(image: ImageName, { headers }: Reply, from: URL): URL {
  const location = headers.get('location');
  const target = location && URL.canParse(location, from.href) ? new URL(location, from) : undefined;
  if (target && isTrustworthy(target, image)) return target;
  throw new Unanswered(`${from.host} sends for a blob to an address that Sluice may not trust: it has to be https`);
}
