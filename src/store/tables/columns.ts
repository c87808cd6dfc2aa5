const LONGEST = 2000;

/** A sentence as a text column takes it: without U+0000, which PostgreSQL refuses, and of bounded length. */
export function sentence(text: string): string {
  return text.slice(0, LONGEST).replaceAll('\0', '\u{FFFD}');
}

/** A column's null as a field that is absent. */
export function present<Name extends string, T>(name: Name, value: T | null | undefined): Partial<Record<Name, T>> {
  return value === null || value === undefined ? {} : ({ [name]: value } as Partial<Record<Name, T>>);
}
