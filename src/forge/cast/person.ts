import type { DeploymentState } from '../domain/deployments/deployment.ts';
import type { NewReview } from '../domain/pulls/reviews.ts';
import type { LockReason } from '../domain/state.ts';
import { Administrator } from './administrator.ts';

/** What a person sees of a deployment in a list. */
export interface DeploymentSeen {
  id: number;
  sha: string;
  ref: string;
  environment: string;
  payload: unknown;
}

/** A person, or a CI system with a person's token, who acts at GitHub over REST like anybody. */
export class Person extends Administrator {
  async opensIssue(repo: string, title: string, body = ''): Promise<number> {
    const issue = await this.call<{ number: number }>('POST', `/repos/${repo}/issues`, { title, body });
    return issue.number;
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

  /** Closes an issue or a pull request. */
  async closes(repo: string, number: number): Promise<void> {
    await this.call('PATCH', `/repos/${repo}/issues/${number}`, { state: 'closed' });
  }

  /** Opens an issue or a pull request again. */
  async reopens(repo: string, number: number): Promise<void> {
    await this.call('PATCH', `/repos/${repo}/issues/${number}`, { state: 'open' });
  }

  /** Changes what an issue or a pull request says. */
  async rewrites(repo: string, number: number, body: string): Promise<void> {
    await this.call('PATCH', `/repos/${repo}/issues/${number}`, { body });
  }

  async approves(repo: string, number: number): Promise<void> {
    await this.reviews(repo, number, 'APPROVE');
  }

  /** Reviews the present head, or another commit; answers the review's id. */
  async reviews(
    repo: string,
    number: number,
    event: NewReview['event'],
    { body = 'fine', commit }: { body?: string; commit?: string } = {},
  ): Promise<number> {
    const review = { event, body, ...(commit === undefined ? {} : { commit_id: commit }) };
    return (await this.call<{ id: number }>('POST', `/repos/${repo}/pulls/${number}/reviews`, review)).id;
  }

  async dismissesReview(repo: string, number: number, review: number, message = 'out of date'): Promise<void> {
    await this.call('PUT', `/repos/${repo}/pulls/${number}/reviews/${review}/dismissals`, { message });
  }

  /** Asks people by login and teams by slug. */
  async asksForReview(repo: string, number: number, asked: { people?: string[]; teams?: string[] }): Promise<void> {
    const body = { reviewers: asked.people ?? [], team_reviewers: asked.teams ?? [] };
    await this.call('POST', `/repos/${repo}/pulls/${number}/requested_reviewers`, body);
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

  async editsComment(repo: string, comment: number, body: string): Promise<void> {
    await this.call('PATCH', `/repos/${repo}/issues/comments/${comment}`, { body });
  }

  async deletesComment(repo: string, comment: number): Promise<void> {
    await this.call('DELETE', `/repos/${repo}/issues/comments/${comment}`);
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
    const { transferIssue } = await this.mutates<{ transferIssue: { issue: { number: number } } }>(moving, input);
    return transferIssue.issue.number;
  }

  /** Removes an issue for good. Only GraphQL can. */
  async deletesIssue(repo: string, number: number): Promise<void> {
    const deleting = 'mutation($input: DeleteIssueInput!) { deleteIssue(input: $input) { clientMutationId } }';
    await this.mutates(deleting, { issueId: await this.#issueId(repo, number) });
  }

  async #issueId(repo: string, number: number): Promise<string> {
    return (await this.call<{ node_id: string }>('GET', `/repos/${repo}/issues/${number}`)).node_id;
  }
}
