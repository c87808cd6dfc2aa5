/** A person, or a CI system with a person's token, who acts at GitHub over REST like anybody. */
export class Person {
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

  async opensIssue(repo: string, title: string, body = ''): Promise<number> {
    const issue = await this.call<{ number: number }>('POST', `/repos/${repo}/issues`, { title, body });
    return issue.number;
  }

  /** Commits one file to a branch, on top of what is there. */
  async commits(
    repo: string,
    change: { branch: string; path: string; text: string; message: string },
  ): Promise<string> {
    const { branch, path, text, message } = change;
    const there = await this.#blobOf(repo, path, branch);
    const written = await this.call<{ commit: { sha: string } }>('PUT', `/repos/${repo}/contents/${path}`, {
      branch,
      message,
      content: Buffer.from(text).toString('base64'),
      ...(there === undefined ? {} : { sha: there }),
    });
    return written.commit.sha;
  }

  async #blobOf(repo: string, path: string, branch: string): Promise<string | undefined> {
    try {
      const file = await this.call<{ sha: string }>(
        'GET',
        `/repos/${repo}/contents/${path}?ref=${encodeURIComponent(branch)}`,
      );
      return file.sha;
    } catch {
      return undefined;
    }
  }

  async branches(repo: string, name: string, from: string): Promise<void> {
    await this.call('POST', `/repos/${repo}/git/refs`, {
      ref: `refs/heads/${name}`,
      sha: await this.tipOf(repo, from),
    });
  }

  async tipOf(repo: string, branch: string): Promise<string> {
    const ref = await this.call<{ object: { sha: string } }>('GET', `/repos/${repo}/git/ref/heads/${branch}`);
    return ref.object.sha;
  }

  /** Opens a pull request with one changed file from a new branch into `main`. */
  async proposes(
    repo: string,
    change: { branch: string; title: string; body: string; path: string; text: string },
  ): Promise<number> {
    await this.branches(repo, change.branch, 'main');
    await this.commits(repo, { branch: change.branch, path: change.path, text: change.text, message: change.title });
    const pull = await this.call<{ number: number }>('POST', `/repos/${repo}/pulls`, {
      title: change.title,
      body: change.body,
      head: change.branch,
      base: 'main',
    });
    return pull.number;
  }

  /** Merges a pull request; answers the commit it made on the base. */
  async merges(repo: string, number: number, method = 'squash'): Promise<string> {
    const merged = await this.call<{ sha: string }>('PUT', `/repos/${repo}/pulls/${number}/merge`, {
      merge_method: method,
    });
    return merged.sha;
  }

  async closes(repo: string, number: number): Promise<void> {
    await this.call('PATCH', `/repos/${repo}/pulls/${number}`, { state: 'closed' });
  }

  async approves(repo: string, number: number): Promise<void> {
    await this.call('POST', `/repos/${repo}/pulls/${number}/reviews`, { event: 'APPROVE', body: 'fine' });
  }

  /** Reports a commit status, as a CI system does. */
  async reports(
    repo: string,
    sha: string,
    status: { context: string; state: 'pending' | 'success' | 'failure' | 'error' },
  ): Promise<void> {
    await this.call('POST', `/repos/${repo}/statuses/${sha}`, status);
  }
}
