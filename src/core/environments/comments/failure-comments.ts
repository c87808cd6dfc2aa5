import type { Changelog } from '../../changelog/changelog-model.ts';
import { isLogin } from '../../names.ts';
import type { Message } from '../../promotion/plan-model.ts';
import { neutraliseInline } from '../../text/neutralise.ts';
import { plural, shortCommit } from '../../text/phrases.ts';
import { deploymentLink } from '../deployments/deployment-link.ts';
import type { FollowUpFacts } from '../follow-up-facts.ts';
import { changesOf, type NoRange } from '../moved-range.ts';
import type { OpenQuestions } from '../open-questions.ts';
import type { EntryVerdict, Verdict } from '../verdict.ts';

/** A failure is said without the changes' authors once they could not be read for so long. */
const PATIENCE = 10 * 60_000;
const MOST_AUTHORS = 20;

type Failed = Extract<EntryVerdict, { state: 'failed' }>;

/** What is said of failures, and why something of it could not be read. */
export interface FailureComments {
  messages: Message[];
  unread?: string;
}

/** One comment for each commit whose deployment failed, or for each component where each is deployed by itself. */
export function failureComments(facts: FollowUpFacts, verdict: Verdict, open: OpenQuestions): FailureComments {
  const failed = verdict.entries.filter((one) => one.state === 'failed');
  const groups = Map.groupBy(failed, (one) => keyOf(facts, one));
  const fresh = [...groups].filter(([key]) => !facts.release.said.includes(key));
  const parts = fresh.map(([key, group]) => commentOf(facts, { key, group }, open));
  const unread = parts.find((part) => 'unread' in part);
  return {
    messages: parts.filter((part) => 'template' in part),
    ...(unread === undefined ? {} : { unread: unread.unread }),
  };
}

function keyOf({ release }: FollowUpFacts, { failure: { commit, deployment } }: Failed): string {
  return `deploy-failed:${release.number}:${commit}${deployment.of === undefined ? '' : `:${deployment.of}`}`;
}

function commentOf(
  facts: FollowUpFacts,
  { key, group }: { key: string; group: Failed[] },
  open: OpenQuestions,
): Message | { unread: string } {
  const changes = group.map(({ entry }) => changesIn(facts, entry, open));
  const unread = changes.find((one): one is { unread: string } => one !== undefined && 'unread' in one);
  const { failure } = group[0] as Failed;
  if (unread !== undefined && facts.now < failure.at + PATIENCE) return unread;
  const names = group.map(({ entry }) => entry.component);
  const { description = '' } = failure;
  return {
    template: 'deploy-failed',
    kind: 'said',
    key,
    model: {
      environment: facts.stage.name,
      commit: shortCommit(failure.commit),
      components: names,
      url: deploymentLink({ web: facts.web, repo: facts.lane.repo, stage: facts.stage.name }, failure),
      ...(description.trim() === '' ? {} : { description: neutraliseInline(description) }),
      ...authorsOf(
        facts,
        changes.filter((one) => one !== undefined && 'classification' in one),
      ),
      owners: ownersOf(facts, names),
    },
  };
}

/** What the release set out to change; only what comes is blamed, not what is taken back. */
function changesIn(
  facts: FollowUpFacts,
  { component: name, from, digest, code }: Failed['entry'],
  open: OpenQuestions,
): Changelog | NoRange | undefined {
  const component = facts.lane.components.find((one) => one.name === name);
  const to = digest ?? code;
  if (component === undefined || from === undefined || to === undefined) return undefined;
  return changesOf(facts, { component, from, to, ...(code === undefined ? {} : { code }) }, open);
}

/**
 * In code, so that nobody is notified: an author may have left this change behind long ago. Who may read the code repository is
 * not known here, so that its authors are counted where anybody else may read the comment.
 */
function authorsOf({ release }: FollowUpFacts, changes: Changelog[]): { authors?: string[]; others?: string } {
  const forward = changes.filter(({ classification }) => classification !== 'rollback');
  const names = forward.flatMap(({ pullRequests, directCommits }) =>
    [...pullRequests, ...directCommits].map(({ author }) => author),
  );
  const authors = [...new Set(names)];
  if (authors.length > 0 && release.audience !== 'private')
    return { authors: [plural(authors.length, 'person', 'people')] };
  const rest = authors.length - MOST_AUTHORS;
  return {
    ...(authors.length === 0 ? {} : { authors: authors.slice(0, MOST_AUTHORS).map(inCode) }),
    ...(rest > 0 ? { others: plural(rest, 'other') } : {}),
  };
}

const inCode = (author: string): string => (isLogin(author) ? `\`${author}\`` : neutraliseInline(author));

const OWNER = /^@?([\w-]+(?:\/[\w.-]+)?)$/;

/** Owners are to be told, so that they are mentioned; this is the one comment that does. */
function ownersOf({ lane }: FollowUpFacts, names: string[]): string[] {
  const owners = lane.components.filter(({ name }) => names.includes(name)).flatMap((component) => component.owners);
  return [...new Set(owners)].map((owner) => owner.replace(OWNER, '@$1')).map(asMention);
}

const asMention = (owner: string): string => (OWNER.test(owner) ? owner : neutraliseInline(owner));
