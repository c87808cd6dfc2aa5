/** The form in which slices are committed: parameters once, and of a second description only what differs. */
import type { Overlay, RestParameter, RestSlice, StoredRest } from '../slices.ts';

/** The slice with each parameter said once. Of several that share a name the commonest keeps it, the others are numbered. */
export function gatherParameters({ source, operations, components }: RestSlice): StoredRest {
  const all = Object.values(operations).flatMap(({ parameters }) => parameters);
  const byText = Map.groupBy(all, (parameter) => JSON.stringify(parameter));
  const texts = [...byText].sort(([a, many], [b, few]) => few.length - many.length || (a < b ? -1 : 1));
  const names = new Map<string, string>();
  for (const ofName of Map.groupBy(texts, ([, [one]]) => one!.name).values()) {
    for (const [index, [text, [one]]] of ofName.entries())
      names.set(text, index === 0 ? one!.name : `${one!.name}.${index + 1}`);
  }
  const nameOf = (parameter: RestParameter) => names.get(JSON.stringify(parameter))!;
  const gathered = texts.map(([, [one]]) => [nameOf(one!), one!] as const).sort(([a], [b]) => (a < b ? -1 : 1));
  const stored = Object.entries(operations).map(
    ([id, operation]) => [id, { ...operation, parameters: operation.parameters.map(nameOf) }] as const,
  );
  return { source, operations: Object.fromEntries(stored), parameters: Object.fromEntries(gathered), components };
}

/** How a description differs from another. Components that only the other reaches are left in: nothing refers to them. */
export function overlayOf<S extends object>(base: S, other: S): Overlay<S> {
  const sections = Object.entries(other as Record<string, unknown>).map(([key, section]) => {
    if (typeof section !== 'object') return [key, section] as const;
    const before = base[key as keyof S] as Record<string, unknown>;
    const after = section as Record<string, unknown>;
    const changed = Object.entries(after).filter(([name, now]) => JSON.stringify(now) !== JSON.stringify(before[name]));
    const isEntry = key === 'operations' || key === 'payloads';
    const gone = isEntry ? Object.keys(before).filter((name) => after[name] === undefined) : [];
    return [key, Object.fromEntries([...changed, ...gone.map((name) => [name, null])])] as const;
  });
  return Object.fromEntries(sections) as Overlay<S>;
}
