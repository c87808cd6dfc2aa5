/** The one argument every mutation takes. */
export interface Input<T> {
  input: T & { clientMutationId?: string | null };
}
