import { Patience } from './patience.ts';
import { isPrivateName, notListed } from './private-hosts.ts';
import { Unanswered } from './unanswered.ts';

/** What a call is sent with, besides its address. */
export interface Sent {
  method: 'GET' | 'HEAD';
  headers: Record<string, string>;
  signal: AbortSignal;
  redirect: 'manual';
  /** Whether the host may be this machine or lie in a private network. */
  mayBePrivate: boolean;
}

export type Fetch = (url: string, init: Sent) => Promise<Response>;

export interface Sending {
  method: 'GET' | 'HEAD';
  headers: Record<string, string>;
  /** The most bytes that a body may have. */
  most: number;
  mayBePrivate: boolean;
}

export interface WireOptions {
  fetch: Fetch;
  /** For each request. */
  timeoutMs: number;
  now: () => number;
}

export interface Reply {
  status: number;
  headers: Headers;
  /** Empty unless the status is 200. */
  bytes: Uint8Array;
}

/** Sends one request without following anything: bounded in time and in size, over headers and body. */
export class Wire {
  readonly #fetch: Fetch;
  readonly #timeoutMs: number;
  readonly #now: () => number;
  readonly #patience: Patience;

  constructor({ fetch, timeoutMs, now }: WireOptions) {
    this.#fetch = fetch;
    this.#timeoutMs = timeoutMs;
    this.#now = now;
    this.#patience = new Patience(now);
  }

  async send(url: URL, sending: Sending): Promise<Reply> {
    if (isPrivateName(url.hostname) && !sending.mayBePrivate) throw new Unanswered(notListed(url.host));
    this.#patience.ask(url.host);
    const signal = AbortSignal.timeout(this.#timeoutMs);
    const start = this.#now();
    try {
      return await this.#receive(url, sending, signal);
    } catch (error) {
      throw error instanceof Unanswered ? error : this.#lost(url, error, signal);
    } finally {
      this.#patience.note(url.host, { waited: this.#now() - start, isSilent: signal.aborted });
    }
  }

  async #receive(url: URL, { method, headers, most, mayBePrivate }: Sending, signal: AbortSignal): Promise<Reply> {
    const sent = { method, headers: { 'user-agent': 'sluice', ...headers }, signal, redirect: 'manual' } as const;
    const response = await this.#fetch(url.href, { ...sent, mayBePrivate });
    const { status } = response;
    if (status !== 200 || method === 'HEAD') {
      await response.body?.cancel();
      return { status, headers: response.headers, bytes: new Uint8Array() };
    }
    return { status, headers: response.headers, bytes: await this.#read(response, url, most) };
  }

  async #read(response: Response, url: URL, most: number): Promise<Uint8Array> {
    const chunks: Uint8Array[] = [];
    let size = 0;
    for await (const chunk of (response.body ?? []) as AsyncIterable<Uint8Array>) {
      size += chunk.byteLength;
      if (size > most) throw new Unanswered(`${url.host} sends more than ${most} bytes, which no image needs`);
      chunks.push(chunk);
    }
    return Buffer.concat(chunks);
  }

  /** The message of an error may hold the address. A call that is broken off may end in any error. */
  #lost(url: URL, error: unknown, { aborted }: AbortSignal): Unanswered {
    if (aborted) return new Unanswered(`${url.host} gave no answer within ${this.#timeoutMs} ms`, { cause: error });
    const { cause, code } = error as { cause?: { code?: unknown }; code?: unknown };
    const reason = cause?.code ?? code;
    const known = typeof reason === 'string' && /^[A-Z][A-Z0-9_]+$/.test(reason) ? reason : 'the connection broke';
    return new Unanswered(`${url.host} cannot be reached (${known})`, { cause: error });
  }
}
