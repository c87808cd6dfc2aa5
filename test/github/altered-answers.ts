interface Alteration {
  operation: string;
  /** It begins with the start of an alias. */
  path: string[];
  left: number;
  struck: boolean;
}

interface GraphqlAnswer {
  data: Record<string, unknown>;
  errors?: unknown[];
}

/** Answers of GraphQL in which GitHub fails at one field: it is null, and an error says where. */
export class AlteredAnswers {
  readonly #alterations: Alteration[] = [];

  failAt(operation: string, path: string[], times: number): void {
    this.#alterations.push({ operation, path, left: times, struck: false });
  }

  heal(): void {
    for (const alteration of this.#alterations) alteration.left = 0;
  }

  /** One whose field no answer ever had: it would prove nothing. */
  get idle(): { operation: string; path: string[] } | undefined {
    return this.#alterations.find(({ struck }) => !struck);
  }

  /** The answer as GitHub gives it then. */
  async altered(response: Response, init: RequestInit | undefined): Promise<Response> {
    const sent = typeof init?.body === 'string' ? init.body : '';
    const due = this.#alterations.filter(({ operation, left }) => left > 0 && sent.includes(` ${operation}(`));
    if (due.length === 0) return response;
    const answer = (await response.json()) as GraphqlAnswer;
    for (const alteration of due) strike(answer, alteration);
    return new Response(JSON.stringify(answer), { status: response.status, headers: response.headers });
  }
}

function strike(answer: GraphqlAnswer, alteration: Alteration): void {
  alteration.left -= 1;
  const [wild = '', ...rest] = alteration.path;
  for (const alias of Object.keys(answer.data).filter((name) => name.startsWith(wild))) {
    const last = rest.at(-1);
    const parent = rest
      .slice(0, -1)
      .reduce<unknown>((value, key) => (value as Record<string, unknown> | null)?.[key], answer.data[alias]);
    if (last === undefined || typeof parent !== 'object' || parent === null || !Object.hasOwn(parent, last)) continue;
    alteration.struck = true;
    (parent as Record<string, unknown>)[last] = null;
    answer.errors = [...(answer.errors ?? []), { path: [alias, ...rest], message: 'Something went wrong' }];
  }
}
