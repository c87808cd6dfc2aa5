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

/** What every shape above has in it, wherever the text is cut or escaped. */
const SUSPECT = /gh[a-z]_|github_pat_|eyJ|PRIVATE KEY|:\/\//;

/** Shorter values would blank out ordinary words. */
const SHORTEST = 8;
/** Tokens live an hour, so the eldest values are long dead. */
const KEPT = 1000;

/** Keeps credentials out of messages: by their shape, and by value for everything it was told of. */
export class Redactor {
  readonly #values = new Set<string>();
  /** Those that live as long as the process. */
  readonly #kept = new Set<string>();

  /** A secret that never ends, as those of the settings do. */
  keep(secret: string): void {
    if (secret.length >= SHORTEST) this.#kept.add(secret);
  }

  /** A secret that is replaced before long: the eldest are forgotten. */
  know(secret: string): void {
    if (secret.length < SHORTEST) return;
    this.#values.add(secret);
    for (const eldest of this.#values) {
      if (this.#values.size <= KEPT) break;
      this.#values.delete(eldest);
    }
  }

  text(text: string): string {
    return this.#clean(text, this.#values);
  }

  /** The same value with every string inside it cleaned, names of fields included. */
  deep<T>(value: T): T {
    return this.#deep(value, this.#values) as T;
  }

  /**
   * A JSON text, and still one: it is taken apart first, since in it line ends are escaped, and a pattern could run on into
   * the next field. Most have nothing to hide, and are left as they are.
   */
  json(text: string): string {
    const seen = [...this.#values].filter((value) => text.includes(value));
    const isClean = seen.length === 0 && !SUSPECT.test(text) && ![...this.#kept].some((value) => text.includes(value));
    return isClean ? text : JSON.stringify(this.#deep(JSON.parse(text), seen));
  }

  #deep(value: unknown, passing: Iterable<string>): unknown {
    if (typeof value === 'string') return this.#clean(value, passing);
    if (Array.isArray(value)) return value.map((item) => this.#deep(item, passing));
    if (typeof value !== 'object' || value === null) return value;
    return Object.fromEntries(
      Object.entries(value).map(([key, item]) => [this.#clean(key, passing), this.#deep(item, passing)]),
    );
  }

  #clean(text: string, passing: Iterable<string>): string {
    let clean = text;
    for (const value of this.#kept) clean = clean.replaceAll(value, MARK);
    for (const value of passing) clean = clean.replaceAll(value, MARK);
    if (SUSPECT.test(clean)) for (const shape of SHAPES) clean = clean.replaceAll(shape, MARK);
    return clean;
  }
}
