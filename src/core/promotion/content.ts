import { describeChangelog, describeHidden, namesOfChanges } from '../changelog/describe.ts';
import type { RepoName } from '../names.ts';
import { rewritePins } from '../pins/index.ts';
import { shortCommit } from '../text/phrases.ts';
import { neutraliseInline, neutraliseTitle } from '../text/neutralise.ts';
import { Lineage } from '../text/trailers.ts';
import type { Facts, Snapshot } from './facts.ts';
import type { Entry } from './moves/moves.ts';
import { hasJoined } from './moves/obstacles.ts';
import type { FileEdit, Message, PublishStep } from './plan-model.ts';

/** What the lane's pull request is to hold: the moves, their lineage and their words. */
export interface Content {
  entries: Entry[];
  lineage: Lineage;
  /** Equal keys are equal contents; it stands in the body's marker. */
  key: string;
  title: string;
  body: Message;
}

/** Of one change's own name; a short title stays readable in lists. */
const TITLE_CHARACTERS = 120;

/** GitHub refuses a title of more than 256 characters, and each break that keeps a foreign name from acting is one. */
const LONGEST_TITLE = 250;

export function contentOf(facts: Facts, here: Snapshot, entries: Entry[]): Content {
  const { lane, policy } = facts;
  const lineage: Lineage = {
    lane: { stage: lane.stage, ...(lane.components[0] === undefined ? {} : { component: lane.components[0].name }) },
    pipeline: policy.readAt,
    entries: entries.map(({ component, from, to }) => ({ component, code: to, from })),
  };
  const key = entries
    .map(({ component, from, to, since }) => [component, from, to, since].map((part) => part.slice(0, 16)).join('.'))
    .join('+');
  return {
    entries,
    lineage,
    key,
    title: titleOf(entries, here, lane.pipeline),
    body: bodyOf({ facts, here, entries, key }),
  };
}

/**
 * Titles of a repository that not everybody may read are shown only where it has agreed to it, by joining the pipeline, and
 * only to an audience that is no wider than its own (promise 7).
 */
function mayShow({ source }: Entry, here: Snapshot, pipeline: RepoName): boolean {
  if (source.audience === 'public') return true;
  return hasJoined(source, pipeline) && (here.audience === 'private' || here.audience === source.audience);
}

function titleOf(entries: Entry[], here: Snapshot, pipeline: RepoName): string {
  const parts = entries.map((entry) => {
    const names = mayShow(entry, here, pipeline) ? namesOfChanges(entry.changelog) : [];
    const [first = shortCommit(entry.to)] = names;
    const more = names.length > 1 ? ` and ${names.length - 1} more change${names.length > 2 ? 's' : ''}` : '';
    const room = LONGEST_TITLE - entry.component.length - more.length - 2;
    return `${entry.component}: ${cutTo(room, neutraliseTitle(first, TITLE_CHARACTERS - more.length))}${more}`;
  });
  return parts.join('; ');
}

/** Between two code points, so that no half of one is left. */
function cutTo(characters: number, text: string): string {
  if (text.length <= characters) return text;
  return `${text.slice(0, characters - 1).replace(/[\uD800-\uDBFF]$/, '')}…`;
}

function bodyOf({
  facts,
  here,
  entries,
  key,
}: {
  facts: Facts;
  here: Snapshot;
  entries: Entry[];
  key: string;
}): Message {
  const model = {
    stage: facts.lane.stage,
    pipeline: facts.policy.readAt.repo,
    merge: mergeSentence(facts),
    ...declinedBefore(here),
    components: entries.map((entry) => ({
      name: entry.component,
      from: shortCommit(entry.from),
      to: shortCommit(entry.to),
      fromUrl: `${facts.web}/${entry.source.repo}/commit/${entry.from}`,
      toUrl: `${facts.web}/${entry.source.repo}/commit/${entry.to}`,
      compareUrl: `${facts.web}/${entry.source.repo}/compare/${entry.from}...${entry.to}`,
      ...(mayShow(entry, here, facts.lane.pipeline)
        ? describeChangelog(entry.changelog, facts)
        : describeHidden(entry.changelog)),
    })),
  };
  return { template: 'lane-pull-request', kind: 'content', model, key };
}

function declinedBefore({ declined }: Snapshot): { declined: string } | Record<string, never> {
  if (declined === undefined) return {};
  return { declined: `The one before this, #${declined.number}, was closed by ${neutraliseInline(declined.by)}.` };
}

function mergeSentence({ policy }: Facts): string {
  if (policy.merge === 'by-hand') return 'A person merges it; Sluice keeps it up to date.';
  if (policy.checks === 'none') return 'Sluice merges it as soon as GitHub allows.';
  return `Sluice merges it when ${policy.checks.map((check) => `\`${check}\``).join(', ')} and every check that GitHub requires have succeeded.`;
}

/**
 * The new text of every pinned file, starting from the base's or the branch's text of it. Undefined when the branch cannot take
 * the move: since it was made, the base has come to hold the pin in another file or by another name.
 */
export function editsOf(entries: Entry[], here: Snapshot, from: 'base' | 'head'): FileEdit[] | undefined {
  const texts = new Map<string, string>();
  for (const { to, pins } of entries) {
    for (const { path, arg } of pins) {
      const text = texts.get(path) ?? here.files.find((file) => file.path === path)?.[from];
      const result = text === undefined ? undefined : rewritePins(text, { path, arg, to: { commit: to } });
      if (result === undefined || 'problem' in result) return undefined;
      texts.set(path, result.text);
    }
  }
  return [...texts].map(([path, text]) => ({ path, text }));
}

/** The commit on the Sluice branch: what moved in words, and the lineage that machines read back. */
export function commitMessage(content: Content): PublishStep['commit'] {
  return { headline: content.title, body: Lineage.format(content.lineage) };
}
