import { describeChangelog, namesOfChanges } from '../changelog/describe.ts';
import { rewritePins } from '../pins/index.ts';
import { shortCommit } from '../text/phrases.ts';
import { neutraliseInline, neutraliseTitle } from '../text/neutralise.ts';
import { Lineage } from '../text/trailers.ts';
import type { Facts, Snapshot } from './facts.ts';
import type { Entry } from './moves.ts';
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

/** GitHub cuts a title at 256 characters; a shorter one stays readable in lists. */
const TITLE_CHARACTERS = 120;

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
  return { entries, lineage, key, title: titleOf(entries, here), body: bodyOf({ facts, here, entries, key }) };
}

/** A private component's titles are not shown where more people read than may see it (promise 7). */
const mayShow = (entry: Entry, here: Snapshot): boolean => here.private || !entry.source.private;

function titleOf(entries: Entry[], here: Snapshot): string {
  const parts = entries.map((entry) => {
    const names = mayShow(entry, here) ? namesOfChanges(entry.changelog) : [];
    const [first = shortCommit(entry.to)] = names;
    const more = names.length > 1 ? ` and ${names.length - 1} more change${names.length > 2 ? 's' : ''}` : '';
    return `${entry.component}: ${neutraliseTitle(first, TITLE_CHARACTERS - more.length)}${more}`;
  });
  return parts.join('; ');
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
      ...describeChangelog(entry.changelog, { web: facts.web, titles: mayShow(entry, here) }),
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

/** The new text of every pinned file, starting from the base's or the branch's text of it. */
export function editsOf(entries: Entry[], here: Snapshot, from: 'base' | 'head'): FileEdit[] {
  const texts = new Map(here.files.map((file) => [file.path, file[from] ?? file.base ?? '']));
  for (const entry of entries) {
    for (const pin of entry.pins) {
      const result = rewritePins(texts.get(pin.path) ?? '', { path: pin.path, arg: pin.arg, to: { commit: entry.to } });
      if ('problem' in result) throw new Error(`${pin.path} was read and cannot be written: ${result.problem.message}`);
      texts.set(pin.path, result.text);
    }
  }
  const touched = new Set(entries.flatMap((entry) => entry.pins.map((pin) => pin.path)));
  return [...touched].map((path) => ({ path, text: texts.get(path) ?? '' }));
}

/** The commit on the Sluice branch: what moved in words, and the lineage that machines read back. */
export function commitMessage(content: Content): PublishStep['commit'] {
  return { headline: content.title, body: Lineage.format(content.lineage) };
}
