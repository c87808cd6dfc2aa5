export type Fetch = (url: string, init: RequestInit) => Promise<Response>;

/** Why there is no answer, in a sentence without secrets; it ends what was asked and becomes `unknown`. */
export class Unanswered extends Error {
  override readonly name = 'Unanswered';
}

export interface Sending {
  method: 'GET' | 'HEAD';
  headers: Record<string, string>;
  /** The most bytes that a body may have. */
  most: number;
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

  constructor(fetch: Fetch, timeoutMs: number) {
    this.#fetch = fetch;
    this.#timeoutMs = timeoutMs;
  }

  async send(url: URL, { method, headers, most }: Sending): Promise<Reply> {
    const signal = AbortSignal.timeout(this.#timeoutMs);
    try {
      const init = { method, headers: { 'user-agent': 'sluice', ...headers }, signal, redirect: 'manual' } as const;
      const response = await this.#fetch(url.href, init);
      const { status } = response;
      if (status !== 200 || method === 'HEAD') {
        await response.body?.cancel();
        return { status, headers: response.headers, bytes: new Uint8Array() };
      }
      return { status, headers: response.headers, bytes: await this.#read(response, url, most) };
    } catch (error) {
      throw error instanceof Unanswered ? error : this.#lost(url, error);
    }
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

  /** Judged by its look, not its class: an injected fetch may throw errors of another realm. The message may hold the address. */
  #lost(url: URL, error: unknown): Unanswered {
    const { name, cause, code } = error as { name?: unknown; cause?: { code?: unknown }; code?: unknown };
    if (name === 'TimeoutError' || name === 'AbortError') {
      return new Unanswered(`${url.host} gave no answer within ${this.#timeoutMs} ms`, { cause: error });
    }
    const reason = cause?.code ?? code;
    const known = typeof reason === 'string' && /^[A-Z][A-Z0-9_]+$/.test(reason) ? reason : 'the connection broke';
    return new Unanswered(`${url.host} cannot be reached (${known})`, { cause: error });
  }
}
