/** A name as one part of a JSON pointer. */
export function escapeName(name: string): string {
  return name.replaceAll('~', '~0').replaceAll('/', '~1');
}

/** What was found in a member, as seen from outside. Pointers grow on the way back, so that finding nothing costs none. */
export function below<Found extends { pointer: string }>(name: string, found: readonly Found[]): readonly Found[] {
  if (found.length === 0) return found;
  const part = escapeName(name);
  return found.map((one) => ({ ...one, pointer: `/${part}${one.pointer}` }));
}
