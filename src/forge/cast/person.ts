import type { DeploymentState } from '../domain/deployments/deployment.ts';
import type { LockReason } from '../domain/state.ts';

/** What a person sees of a deployment in a list. */
export interface DeploymentSeen {
  id: number;
  sha: string;
  ref: string;
  environment: string;
  payload: unknown;
}

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

  /** Deploys a ref as careful clients do: nothing is merged into it and no check is waited for. Answers the deployment's id. */
  async deploys(repo: string, wish: { ref: string; environment: string; payload?: object }): Promise<number> {
    const asked = { auto_merge: false, required_contexts: [], ...wish };
    const deployment = await this.call<{ id: number }>('POST', `/repos/${repo}/deployments`, asked);
    return deployment.id;
  }

  /** Says how a deployment goes, as a deployment system does. */
  async reportsDeployment(
    repo: string,
    deploymentId: number,
    report: { state: DeploymentState; logUrl?: string; environmentUrl?: string; description?: string },
  ): Promise<void> {
    const { state, logUrl: log_url, environmentUrl: environment_url, description } = report;
    const status = { state, log_url, environment_url, description };
    await this.call('POST', `/repos/${repo}/deployments/${deploymentId}/statuses`, status);
  }

  /** The deployments of a repository, newest first. */
  async deployments(repo: string, environment?: string): Promise<DeploymentSeen[]> {
    const query = environment === undefined ? '' : `?environment=${encodeURIComponent(environment)}`;
    return this.call('GET', `/repos/${repo}/deployments${query}`);
  }

  /** Sends an event of its own making to the Apps that listen. */
  async dispatches(repo: string, eventType: string, payload: Record<string, unknown> = {}): Promise<void> {
    await this.call('POST', `/repos/${repo}/dispatches`, { event_type: eventType, client_payload: payload });
  }

  async comments(repo: string, number: number, body: string): Promise<number> {
    const comment = await this.call<{ id: number }>('POST', `/repos/${repo}/issues/${number}/comments`, { body });
    return comment.id;
  }

  async labels(repo: string, number: number, ...labels: string[]): Promise<void> {
    await this.call('POST', `/repos/${repo}/issues/${number}/labels`, { labels });
  }

  async unlabels(repo: string, number: number, label: string): Promise<void> {
    await this.call('DELETE', `/repos/${repo}/issues/${number}/labels/${encodeURIComponent(label)}`);
  }

  async locksIssue(repo: string, number: number, reason?: LockReason): Promise<void> {
    const body = reason === undefined ? undefined : { lock_reason: reason };
    await this.call('PUT', `/repos/${repo}/issues/${number}/lock`, body);
  }

  /** Moves an issue to another repository; answers its number there. Only GraphQL can. */
  async transfersIssue(repo: string, number: number, to: string): Promise<number> {
    const target = await this.call<{ node_id: string }>('GET', `/repos/${to}`);
    const input = { issueId: await this.#issueId(repo, number), repositoryId: target.node_id };
    const moving = 'mutation($input: TransferIssueInput!) { transferIssue(input: $input) { issue { number } } }';
    const { transferIssue } = await this.#mutates<{ transferIssue: { issue: { number: number } } }>(moving, input);
    return transferIssue.issue.number;
  }

  /** Removes an issue for good. Only GraphQL can. */
  async deletesIssue(repo: string, number: number): Promise<void> {
    const deleting = 'mutation($input: DeleteIssueInput!) { deleteIssue(input: $input) { clientMutationId } }';
    await this.#mutates(deleting, { issueId: await this.#issueId(repo, number) });
  }

  async #issueId(repo: string, number: number): Promise<string> {
    return (await this.call<{ node_id: string }>('GET', `/repos/${repo}/issues/${number}`)).node_id;
  }

  async #mutates<T>(query: string, input: object): Promise<T> {
    const body = { query, variables: { input } };
    const { data, errors } = await this.call<{ data: T; errors?: { message: string }[] }>('POST', '/graphql', body);
    if (errors === undefined) return data;
    throw new Error(`${this.login}: ${errors.map(({ message }) => message).join(', ')}`);
  }

  async archives(repo: string): Promise<void> {
    await this.call('PATCH', `/repos/${repo}`, { archived: true });
  }

  async unarchives(repo: string): Promise<void> {
    await this.call('PATCH', `/repos/${repo}`, { archived: false });
  }

  async renames(repo: string, name: string): Promise<void> {
    await this.call('PATCH', `/repos/${repo}`, { name });
  }
}
