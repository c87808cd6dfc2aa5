import { Caller } from './caller.ts';

/** The parts of a commit that taking it back needs. */
interface CommitSeen {
  commit: { message: string };
  parents: { sha: string }[];
  files: { filename: string; status: string }[];
}

/** Somebody who works on the files of repositories. */
export class Committer extends Caller {
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

  async deletesBranch(repo: string, name: string): Promise<void> {
    await this.call('DELETE', `/repos/${repo}/git/refs/heads/${name}`);
  }

  /** Takes back what a commit changed, against its first parent, as `git revert` does: the files it touched, one commit on top of the branch. */
  async revertsCommit(repo: string, sha: string, branch = 'main'): Promise<string> {
    const { commit, parents, files } = await this.call<CommitSeen>('GET', `/repos/${repo}/commits/${sha}`);
    const tree = [];
    for (const { filename: path } of files) {
      const before = await this.#blobOf(repo, path, parents[0]?.sha ?? '');
      tree.push({ path, mode: '100644', type: 'blob', sha: before ?? null });
    }
    const tip = await this.tipOf(repo, branch);
    const there = await this.call<{ tree: { sha: string } }>('GET', `/repos/${repo}/git/commits/${tip}`);
    const made = await this.call<{ sha: string }>('POST', `/repos/${repo}/git/trees`, {
      base_tree: there.tree.sha,
      tree,
    });
    const title = commit.message.split('\n', 1)[0];
    const message = `Revert "${title}"\n\nThis reverts commit ${sha}.`;
    const revert = { message, tree: made.sha, parents: [tip] };
    const reverted = await this.call<{ sha: string }>('POST', `/repos/${repo}/git/commits`, revert);
    await this.call('PATCH', `/repos/${repo}/git/refs/heads/${branch}`, { sha: reverted.sha });
    return reverted.sha;
  }
}
