/** One mutation: the field, the type of its input, the input, and what is asked back. */
export interface Mutation {
  field: string;
  type: string;
  input: Record<string, unknown>;
  selection: string;
}

/** Mutations that run in order in one request. Every input is a variable, so that no text can change the document. */
export class MutationDocument {
  readonly #name: string;
  readonly #fields: (Mutation & { alias: string })[] = [];

  constructor(name: string) {
    this.#name = name;
  }

  add(alias: string, mutation: Mutation): void {
    this.#fields.push({ alias, ...mutation });
  }

  get isEmpty(): boolean {
    return this.#fields.length === 0;
  }

  text(): string {
    const declared = this.#fields.map(({ alias, type }) => `$${alias}: ${type}!`).join(', ');
    const fields = this.#fields.map(
      ({ alias, field, selection }) => `  ${alias}: ${field}(input: $${alias}) { ${selection} }`,
    );
    return `mutation ${this.#name}(${declared}) {\n${fields.join('\n')}\n}`;
  }

  variables(): Record<string, unknown> {
    return Object.fromEntries(this.#fields.map(({ alias, input }) => [alias, input]));
  }
}
