import { createHmac, hkdfSync, timingSafeEqual } from 'node:crypto';
import type { IncomingMessage } from 'node:http';

import type { Clock } from '../../ports/clock.ts';

export interface SealOptions {
  /** `session` or `sign-in`: a cookie of one purpose is worth nothing for another. */
  purpose: string;
  secret: string;
  /** How long one is good for, in milliseconds. */
  lifetime: number;
  /** Whether people come over https; without it the cookie is for a test or a laptop. */
  secure: boolean;
  clock: Clock;
}

/** A cookie that only this Sluice can have written: the content is readable, and signed together with its end. */
export class SealedCookie<Content extends Record<string, string>> {
  readonly #options: SealOptions;
  readonly #key: Buffer;
  /** The prefix makes browsers take it from this host over https alone (RFC 6265bis, 4.1.3). */
  readonly #name: string;

  constructor(options: SealOptions) {
    this.#options = options;
    this.#key = Buffer.from(hkdfSync('sha256', options.secret, '', `sluice page ${options.purpose} v1`, 32));
    this.#name = `${options.secure ? '__Host-' : ''}sluice${options.purpose === 'session' ? '' : `-${options.purpose}`}`;
  }

  /** The `set-cookie` header that gives it. */
  give(content: Content): string {
    const { clock, lifetime } = this.#options;
    const text = JSON.stringify({ ...content, until: clock.now() + lifetime });
    const body = Buffer.from(text).toString('base64url');
    return this.#header(`${body}.${this.#sign(body).toString('base64url')}`, lifetime);
  }

  /** The `set-cookie` header that takes it away. */
  take(): string {
    return this.#header('', 0);
  }

  /** Undefined: there is none, it is not ours, or it is over. */
  read(request: IncomingMessage): Content | undefined {
    const [body = '', signature = ''] = (this.#valueIn(request.headers.cookie ?? '') ?? '').split('.');
    const given = Buffer.from(signature, 'base64url');
    const right = this.#sign(body);
    if (given.length !== right.length || !timingSafeEqual(given, right)) return undefined;
    const content = JSON.parse(Buffer.from(body, 'base64url').toString('utf8')) as Content & { until: number };
    return this.#options.clock.now() < content.until ? content : undefined;
  }

  #valueIn(header: string): string | undefined {
    const prefix = `${this.#name}=`;
    return header
      .split(';')
      .map((part) => part.trim())
      .find((part) => part.startsWith(prefix))
      ?.slice(prefix.length);
  }

  #sign(body: string): Buffer {
    return createHmac('sha256', this.#key).update(body).digest();
  }

  /** Lax: a link from elsewhere may bring a person who is signed in, a form from elsewhere may not. */
  #header(value: string, lifetime: number): string {
    const secure = this.#options.secure ? '; Secure' : '';
    return `${this.#name}=${value}; Path=/; Max-Age=${Math.floor(lifetime / 1000)}; HttpOnly; SameSite=Lax${secure}`;
  }
}
