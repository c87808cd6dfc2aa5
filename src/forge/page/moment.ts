/** A time as the pages write it, in UTC: `2026-03-02 09:00:05`. */
export function momentOf(milliseconds: number): string {
  return new Date(milliseconds).toISOString().slice(0, 19).replace('T', ' ');
}
