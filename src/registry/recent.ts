/** Keeps the values used last, up to a bound. */
export class Recent<Value extends object> {
  readonly #values = new Map<string, Value>();
  readonly #most: number;

  constructor(most: number) {
    this.#most = most;
  }

  get(key: string): Value | undefined {
    const value = this.#values.get(key);
    if (value) this.set(key, value);
    return value;
  }

  set(key: string, value: Value): void {
    // A map keeps the order of insertion: what is put in again is the youngest.
    this.#values.delete(key);
    this.#values.set(key, value);
    const [eldest] = this.#values.keys();
    if (eldest !== undefined && this.#values.size > this.#most) this.#values.delete(eldest);
  }
}
