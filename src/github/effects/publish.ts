import { commitSha, type RepoName } from '../../core/names.ts';
import type { PublishStep } from '../../core/promotion/plan-model.ts';
import type { EffectOutcome } from '../../ports/github/effects.ts';
import type { GithubClient } from '../client/client.ts';
import { split } from '../repo-parts.ts';
import { outcomeOfFailure } from './effect-outcome.ts';
import { MutationDocument } from './mutation-document.ts';
import { doOnceALook, type OnceOnly } from './once.ts';
import { describe } from './talk.ts';

/** `body` is the step's message, rendered. */
interface ToPublish {
  repo: RepoName;
  step: PublishStep;
  body: string;
}

interface Published {
  commit?: { commit: { oid: string } | null } | null;
  opened?: { pullRequest: { number: number } | null } | null;
}

/**
 * Brings an open pull request up to date, or opens one. GitHub opens one even where the branch was there already: on a look that does
 * not show the last one yet, which a person may have declined meanwhile. So none is opened where such a look would open it.
 */
export function publishOrPropose(client: GithubClient, toPublish: ToPublish, once: OnceOnly): Promise<EffectOutcome> {
  const { head, pullRequest, after = 0 } = toPublish.step;
  if (pullRequest !== undefined) return publish(client, toPublish);
  return doOnceALook(once, `open:${head}:after:${after}`, (sending) => publish(sending, toPublish));
}

/**
 * Brings the branch to its content and sees to the pull request. What opens one is one document, whose fields run in order; nothing
 * is rolled back: whatever a failure leaves is ours, and the next look goes on from it. GitHub runs each field of a document whatever
 * became of those before it, so that an open pull request is described only once its branch is known to hold what is described.
 */
export async function publish(client: GithubClient, { repo, step, body }: ToPublish): Promise<EffectOutcome> {
  const document = new MutationDocument('Publish');
  if (step.how === 'create') createBranch(document, step);
  if (step.how === 'rewrite') {
    const commit = await writeCommit(client, repo, step);
    if ('outcome' in commit) return commit;
    replaceBranch(document, step, commit.oid);
  } else if (step.edits.length > 0 || deletesOf(step).length > 0) {
    document.add('commit', {
      field: 'createCommitOnBranch',
      type: 'CreateCommitOnBranchInput',
      input: appended(repo, step),
      selection: 'commit { oid }',
    });
  }
  const { pullRequest, title } = step;
  if (pullRequest === undefined) open(document, step, body);
  const published = document.isEmpty ? ({ outcome: 'done' } as const) : await send(client, document);
  if (pullRequest === undefined || published.outcome !== 'done') return published;
  const described = await describe(client, { pullRequest, title }, body);
  return described.outcome === 'done' ? published : described;
}

async function send(client: GithubClient, document: MutationDocument): Promise<EffectOutcome> {
  const outcome = await client.graphql<Published>(document.text(), document.variables(), { write: true });
  if ('failed' in outcome) return outcomeOfFailure(outcome.failed);
  const number = outcome.ok.opened?.pullRequest?.number;
  const oid = outcome.ok.commit?.commit?.oid;
  return {
    outcome: 'done',
    ...(number === undefined ? {} : { pullRequest: number }),
    ...(oid === undefined ? {} : { commit: commitSha(oid) }),
  };
}

function createBranch(document: MutationDocument, { repositoryId, head, onto }: PublishStep): void {
  document.add('branch', {
    field: 'createRef',
    type: 'CreateRefInput',
    input: { repositoryId, name: `refs/heads/${head}`, oid: onto },
    selection: 'ref { id }',
  });
}

function replaceBranch(document: MutationDocument, { repositoryId, head, before }: PublishStep, oid: string): void {
  const update = { name: `refs/heads/${head}`, beforeOid: before, afterOid: oid, force: true };
  document.add('branch', {
    field: 'updateRefs',
    type: 'UpdateRefsInput',
    input: { repositoryId, refUpdates: [update] },
    selection: 'clientMutationId',
  });
}

function open(document: MutationDocument, step: PublishStep, body: string): void {
  const { repositoryId, base, head, title } = step;
  document.add('opened', {
    field: 'createPullRequest',
    type: 'CreatePullRequestInput',
    input: { repositoryId, baseRefName: base, headRefName: head, title, body },
    selection: 'pullRequest { number }',
  });
}

const deletesOf = ({ deletes = [] }: PublishStep): string[] => deletes;

/** `expectedHeadOid` is the compare-and-swap; GitHub signs the commit as the App's bot. */
function appended(repo: RepoName, step: PublishStep): Record<string, unknown> {
  return {
    branch: { repositoryNameWithOwner: repo, branchName: step.head },
    expectedHeadOid: step.onto,
    message: step.commit,
    fileChanges: {
      additions: step.edits.map(({ path, text }) => ({ path, contents: Buffer.from(text, 'utf8').toString('base64') })),
      ...(deletesOf(step).length === 0 ? {} : { deletions: deletesOf(step).map((path) => ({ path })) }),
    },
  };
}

/**
 * A commit on the base that nothing points to yet: the branch moves to it afterwards, and never to its base on the way, since
 * GitHub would close the pull request (promise 3). Without author and committer GitHub signs it.
 */
async function writeCommit(
  client: GithubClient,
  repo: RepoName,
  step: PublishStep,
): Promise<{ oid: string } | EffectOutcome> {
  const { owner, name } = split(repo);
  const tree = await client.request<{ sha: string }>('POST /repos/{owner}/{repo}/git/trees', {
    owner,
    repo: name,
    base_tree: step.ontoTree,
    // A file that is no ordinary one is never edited: the look says so instead.
    tree: [
      ...step.edits.map(({ path, text }) => ({ path, mode: '100644', type: 'blob', content: text })),
      ...deletesOf(step).map((path) => ({ path, mode: '100644', type: 'blob', sha: null })),
    ],
  });
  if ('failed' in tree) return harmless(outcomeOfFailure(tree.failed));
  const message = `${step.commit.headline}\n\n${step.commit.body}`;
  const commit = await client.request<{ sha: string; verification?: { verified: boolean; reason: string } }>(
    'POST /repos/{owner}/{repo}/git/commits',
    {
      owner,
      repo: name,
      message,
      tree: tree.ok.sha,
      parents: [step.onto],
    },
  );
  if ('failed' in commit) return harmless(outcomeOfFailure(commit.failed));
  if (commit.ok.verification?.verified !== true) {
    return {
      outcome: 'refused',
      because: `GitHub did not sign the commit (${commit.ok.verification?.reason ?? 'no verification'}); Sluice trusts only signed commits of its own`,
    };
  }
  return { oid: commit.ok.sha };
}

/** Objects that nothing points to are as good as not written, so a lost answer is no unknown outcome. */
const harmless = (outcome: EffectOutcome): EffectOutcome =>
  outcome.outcome === 'unknown-outcome' ? { outcome: 'conflict', because: outcome.because } : outcome;
