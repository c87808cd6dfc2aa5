/** Facts that can never change, kept for good: what a commit contains, a range between two commits. Values are JSON. */
export interface Cache {
  get(keys: string[]): Promise<Map<string, unknown>>;
  put(key: string, value: unknown): Promise<void>;
  /** Many at once; as with one, the first value of a key stays. */
  putAll(values: ReadonlyMap<string, unknown>): Promise<void>;
}
