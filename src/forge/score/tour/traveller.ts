import type { Exchange, Seen } from './exchange.ts';
import type { Stage } from './stage.ts';

const origin = 'http://forge.localhost';

/** Everything the tour has heard so far, by whoever asked. */
export interface Journal {
  exchanges: Exchange[];
  /** Answers with another status than the tour goes by. */
  surprises: string[];
}

interface Identity {
  name: string;
  /** The `Authorization` header's token, made anew for each call; undefined for a stranger. */
  token: () => string | undefined;
  headers?: Record<string, string>;
}

/** Somebody on the tour: the App, one of its installations, a person or a stranger. */
export class Traveller {
  readonly #stage: Stage;
  readonly #journal: Journal;
  readonly #identity: Identity;

  constructor(stage: Stage, journal: Journal, identity: Identity) {
    this.#stage = stage;
    this.#journal = journal;
    this.#identity = identity;
  }

  /** The same traveller with headers of its own on every call. */
  with(headers: Record<string, string>): Traveller {
    return new Traveller(this.#stage, this.#journal, { ...this.#identity, headers });
  }

  /** `METHOD /path`, which must succeed. */
  async asks(asked: string, body?: unknown): Promise<Seen> {
    const exchange = await this.#exchange(asked, body);
    if (exchange.status >= 300) this.#surprised(asked, 'success', exchange);
    return (exchange.body ?? {}) as Seen;
  }

  /** The same, which must be answered with this status. A body that is text is sent as it is. */
  async hears(status: number, asked: string, body?: unknown): Promise<Seen> {
    const exchange = await this.#exchange(asked, body);
    if (exchange.status !== status) this.#surprised(asked, String(status), exchange);
    return (exchange.body ?? {}) as Seen;
  }

  /** The same, whatever is answered. */
  async tries(asked: string): Promise<void> {
    await this.#exchange(asked, undefined);
  }

  /** Asks again for what has not changed since: 304. */
  async asksAgain(asked: string): Promise<void> {
    const { headers } = await this.#exchange(asked, undefined);
    await this.with({ 'if-none-match': headers['etag'] ?? '' }).hears(304, asked);
  }

  #surprised(asked: string, expected: string, { status, body }: Exchange): void {
    const said = body === undefined ? 'nothing' : JSON.stringify(body).slice(0, 200);
    this.#journal.surprises.push(`${this.#identity.name}: ${asked}: ${expected} expected, ${status} came: ${said}`);
  }

  async #exchange(asked: string, body: unknown): Promise<Exchange> {
    const [method = 'GET', path = '/'] = asked.split(' ');
    const { forge, clock } = this.#stage;
    const { violations, calls, faults } = forge;
    clock.advance(1000);
    const before = violations.length;
    const struck = strikes(faults.records);
    const response = await forge.fetch(`${origin}${path}`, {
      method,
      redirect: 'manual',
      headers: this.#headers(),
      ...(body !== undefined && { body: typeof body === 'string' ? body : JSON.stringify(body) }),
    });
    const text = await response.text();
    const exchange: Exchange = {
      operationId: calls.at(-1)?.operationId ?? 'unknown',
      status: response.status,
      request: { as: this.#identity.name, method, path, ...(body !== undefined && { body }) },
      body: text === '' ? undefined : parsed(text, response.headers.get('content-type')),
      headers: Object.fromEntries(response.headers),
      violations: violations.slice(before),
      isInjected: strikes(faults.records) > struck,
    };
    this.#journal.exchanges.push(exchange);
    return exchange;
  }

  #headers(): Record<string, string> {
    const token = this.#identity.token();
    return {
      'user-agent': `tour/${this.#identity.name}`,
      accept: 'application/vnd.github+json',
      ...(token !== undefined && { authorization: `Bearer ${token}` }),
      ...this.#identity.headers,
    };
  }
}

function strikes(records: readonly { struck: number }[]): number {
  return records.reduce((sum, { struck }) => sum + struck, 0);
}

function parsed(text: string, type: string | null): unknown {
  return type?.includes('json') === true ? (JSON.parse(text) as unknown) : text;
}
