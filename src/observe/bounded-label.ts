const REST = 'other';

/** Keeps the values of a label few, whatever is told: those that came first keep their name, the rest share one. */
export class BoundedLabel {
  readonly #most: number;
  readonly #seen = new Set<string>();

  constructor(most: number) {
    this.#most = most;
  }

  value(text: string): string {
    if (this.#seen.has(text)) return text;
    if (this.#seen.size >= this.#most) return REST;
    this.#seen.add(text);
    return text;
  }
}
