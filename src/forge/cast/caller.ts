/** Somebody who calls GitHub's API with a token of their own. */
export class Caller {
  readonly login: string;
  readonly #origin: string;
  readonly #token: string;
  readonly #fetch: typeof fetch;

  constructor(at: { login: string; origin: string; token: string; fetch?: typeof fetch }) {
    this.login = at.login;
    this.#origin = at.origin;
    this.#token = at.token;
    this.#fetch = at.fetch ?? fetch;
  }

  /** One call; an answer of 400 or more is thrown with what the forge said. */
  async call<T>(method: string, path: string, body?: unknown): Promise<T> {
    const response = await this.#fetch(`${this.#origin}${path}`, {
      method,
      headers: {
        authorization: `token ${this.#token}`,
        accept: 'application/vnd.github+json',
        'user-agent': `cast/${this.login}`,
        'content-type': 'application/json',
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    const text = await response.text();
    if (response.status >= 400) throw new Error(`${this.login}: ${method} ${path} answered ${response.status} ${text}`);
    return (text === '' ? undefined : JSON.parse(text)) as T;
  }

  /** A mutation; what GraphQL refuses is thrown too. */
  async mutates<T>(query: string, input: object): Promise<T> {
    const body = { query, variables: { input } };
    const { data, errors } = await this.call<{ data: T; errors?: { message: string }[] }>('POST', '/graphql', body);
    if (errors === undefined) return data;
    throw new Error(`${this.login}: ${errors.map(({ message }) => message).join(', ')}`);
  }
}
