import type { Store } from '../../ports/store/store.ts';

/** Carries one call of the store; `name` is `attention.claim` and the like. */
export type Carry = (name: string, given: readonly unknown[], work: () => Promise<unknown>) => Promise<unknown>;

/** A store each of whose calls is carried by somebody. Closing it is left to whoever opened it. */
export function gatedStore(store: Store, carry: Carry): Store {
  const part = <Part extends object>(name: string, whole: Part): Part =>
    new Proxy(whole, {
      get(target, key) {
        const method: unknown = Reflect.get(target, key);
        if (typeof method !== 'function') return method;
        return (...given: unknown[]) =>
          carry(`${name}.${String(key)}`, given, () => method.apply(target, given) as Promise<unknown>);
      },
    });
  return new Proxy(store, {
    get(target, key) {
      const found: unknown = Reflect.get(target, key);
      if (key === 'close') return () => Promise.resolve();
      return typeof found === 'object' && found !== null ? part(String(key), found) : found;
    },
  });
}
