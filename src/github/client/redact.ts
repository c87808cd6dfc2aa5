const MARK = '[redacted]';

/** What credentials look like. GitHub changed the form of `ghs_` tokens in 2026, so nothing is assumed about their length. */
const SHAPES = [
  /\bgh[a-z]_[A-Za-z0-9._-]+/g,
  /\bgithub_pat_[A-Za-z0-9_]+/g,
  // A JWT, whole or cut off.
  /\beyJ[A-Za-z0-9_-]{10,}(?:\.[A-Za-z0-9_-]*)*/g,
  /-----BEGIN [A-Z ]*PRIVATE KEY-----[\s\S]*?(?:-----END [A-Z ]*PRIVATE KEY-----|$)/g,
  /(?<=:\/\/)[^\s/@]+@/g,
];

/** Shorter values would blank out ordinary words. */
const SHORTEST = 8;
/** Tokens live an hour, so the eldest values are long dead. */
const KEPT = 1000;

/** Keeps credentials out of messages: by their shape, and by value for everything it was told of. */
export class Redactor {
  readonly #values = new Set<string>();

  know(secret: string): void {
    if (secret.length < SHORTEST) return;
    this.#values.add(secret);
    for (const eldest of this.#values) {
      if (this.#values.size <= KEPT) break;
      this.#values.delete(eldest);
    }
  }

  text(text: string): string {
    let clean = text;
    for (const value of this.#values) clean = clean.replaceAll(value, MARK);
    for (const shape of SHAPES) clean = clean.replaceAll(shape, MARK);
    return clean;
  }

  /** The same value with every string inside it cleaned. */
  deep<T>(value: T): T {
    return this.#deep(value) as T;
  }

  #deep(value: unknown): unknown {
    if (typeof value === 'string') return this.text(value);
    if (Array.isArray(value)) return value.map((item) => this.#deep(item));
    if (typeof value !== 'object' || value === null) return value;
    return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, this.#deep(item)]));
  }
}
