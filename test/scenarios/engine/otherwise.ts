/** A moment at which a process stands still until it is let go on. */
export class Standstill {
  readonly #reached = Promise.withResolvers<void>();
  readonly #ended = Promise.withResolvers<void>();
  #isOnce = false;

  /** Stands still the first time that it is passed. */
  async pass(): Promise<void> {
    if (this.#isOnce) return;
    this.#isOnce = true;
    this.#reached.resolve();
    await this.#ended.promise;
  }

  get reached(): Promise<void> {
    return this.#reached.promise;
  }

  get over(): Promise<void> {
    return this.#ended.promise;
  }

  end(): void {
    this.#ended.resolve();
  }
}

/** The same object but for some of its members; what has private fields cannot be copied. */
export function otherwise<T extends object>(one: T, members: Partial<T>): T {
  return new Proxy(one, {
    get(target, name) {
      if (Object.hasOwn(members, name)) return Reflect.get(members, name) as unknown;
      const member: unknown = Reflect.get(target, name);
      return typeof member === 'function' ? (member.bind(target) as unknown) : member;
    },
  });
}
