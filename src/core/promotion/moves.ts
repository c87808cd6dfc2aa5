import { isKnown } from '../answer.ts';
import type { Changelog } from '../changelog/changelog-model.ts';
import { isCommitSha, type CommitSha, type ComponentName, type RepoName } from '../names.ts';
import { fillPlaceholders, type PinRule } from '../pipeline/pipeline.ts';
import { locatePin } from '../pins/index.ts';
import { shortCommit } from '../text/phrases.ts';
import { questionKey, type Facts, type PinnedFile, type Question, type Snapshot, type Source } from './facts.ts';
import type { Reason } from './plan-model.ts';

/** One component's move in one lane. */
export interface Entry {
  component: ComponentName;
  source: Source;
  from: CommitSha;
  to: CommitSha;
  /** The commit on the stage's branch that set `from`: a move made again after a rollback is a new one. */
  since: CommitSha;
  changelog: Changelog;
  pins: { path: string; arg: string }[];
}

export type Move =
  { state: 'moves'; entry: Entry } | { state: 'stays'; reason: Reason } | { state: 'asks'; question: Question };

/** Decides for each component of the lane, independently: one that is stuck never holds the others. */
export function decideMoves(facts: Facts, here: Snapshot): Move[] {
  return facts.lane.components.map((component) => {
    const source = facts.sources.get(component.name);
    if (source === undefined || !isKnown(source)) {
      const why = source === undefined ? 'it was not looked at' : source.unknown;
      return stays({
        about: component.name,
        standing: 'waiting',
        code: 'source-unknown',
        says: `${component.code} could not be read: ${why}`,
      });
    }
    const closed = closedToPipeline(source.known, facts, component.name);
    if (closed !== undefined) return stays(closed);
    return decideMove({ facts, here, component: component.name, source: source.known });
  });
}

/** A pipeline of one owner must not carry what is private to another out of its walls, unless that repository has joined. */
function closedToPipeline(source: Source, { lane }: Facts, component: ComponentName): Reason | undefined {
  const sameOwner = ownerOf(source.repo) === ownerOf(lane.pipeline) && ownerOf(source.repo) === ownerOf(lane.repo);
  const joined = 'to' in source.consent && source.consent.to === lane.pipeline;
  if (!source.private || sameOwner || joined) return undefined;
  return {
    about: component,
    standing: 'blocked',
    code: 'source-not-joined',
    says: `${source.repo} is private, belongs to another owner, and has not joined ${lane.pipeline}`,
    next: `commit .github/sluice.yml with "pipeline: ${lane.pipeline}" to its ${source.branch}`,
  };
}

const ownerOf = (repo: RepoName): string => (repo.split('/')[0] ?? '').toLowerCase();

interface Moving {
  facts: Facts;
  here: Snapshot;
  component: ComponentName;
  source: Source;
}

function decideMove({ facts, here, component, source }: Moving): Move {
  const held = readPins(facts.policy.pins, here, component);
  if ('reason' in held) return { state: 'stays', reason: held.reason };
  const { value: from, since, previous, pins } = held;
  const to = source.tip;
  if (from === to) {
    const says = `${here.repo} already holds ${shortCommit(to)}, the newest commit of ${source.repo} ${source.branch}`;
    return stays({ about: component, standing: 'resting', code: 'up-to-date', says });
  }
  const question: Question = { ask: 'range', repo: source.repo, from, to };
  const answer = facts.answers.get(questionKey(question));
  if (answer === undefined) return { state: 'asks', question };
  if (!isKnown(answer)) {
    const says = `what lies between ${shortCommit(from)} and ${shortCommit(to)} of ${source.repo} could not be read: ${answer.unknown}`;
    return stays({ about: component, standing: 'waiting', code: 'range-unknown', says });
  }
  const changelog = answer.known;
  const obstacle =
    backwards(component, source, changelog) ?? rolledBack(component, here, { from, previous, changelog });
  if (obstacle !== undefined) return { state: 'stays', reason: obstacle };
  return { state: 'moves', entry: { component, source, from, to, since, changelog, pins } };
}

/** Promise 1: forward only. A diverged reference is proposed, and the merge is left to a person. */
function backwards(component: ComponentName, source: Source, changelog: Changelog): Reason | undefined {
  const [from, to] = [shortCommit(changelog.from), shortCommit(changelog.to)];
  if (changelog.classification === 'rollback') {
    return {
      about: component,
      standing: 'blocked',
      code: 'would-move-back',
      says: `the pin holds ${from}, which is newer than ${to}, the newest commit of ${source.repo} ${source.branch}; nothing moves back`,
    };
  }
  if (changelog.classification === 'unknown-old') {
    return {
      about: component,
      standing: 'blocked',
      code: 'pin-unknown',
      says: `the pin holds ${from}, which ${source.repo} does not have`,
      next: `set it by hand to a commit of ${source.repo} once; Sluice carries on from there`,
    };
  }
  if (changelog.classification === 'unknown-new') {
    return {
      about: component,
      standing: 'waiting',
      code: 'source-unknown',
      says: `${source.repo} does not show ${to} yet`,
    };
  }
  return undefined;
}

interface Held {
  from: CommitSha;
  previous: { value: CommitSha; set: { commit: CommitSha; author: string } } | undefined;
  changelog: Changelog;
}

/** A pin that held a newer value before was moved back on purpose: it stays back until a person moves it. */
function rolledBack(component: ComponentName, here: Snapshot, { from, previous, changelog }: Held): Reason | undefined {
  if (previous === undefined || !movesOver(changelog, previous.value)) return undefined;
  return {
    about: component,
    standing: 'blocked',
    code: 'rolled-back',
    says: `${previous.set.author} moved ${here.repo} back from ${shortCommit(previous.value)} to ${shortCommit(from)} in ${shortCommit(previous.set.commit)}; it is held there`,
    next: 'move the pin forward by a pull request of your own, and Sluice carries on from there',
  };
}

const movesOver = (changelog: Changelog, commit: CommitSha): boolean => changelog.commits.includes(commit);

interface ReadPins {
  value: CommitSha;
  since: CommitSha;
  previous: { value: CommitSha; set: { commit: CommitSha; author: string } } | undefined;
  pins: { path: string; arg: string }[];
}

/** The one value that all pins of the component hold on the base, and the commit that set it. */
function readPins(rules: PinRule[], here: Snapshot, component: ComponentName): ReadPins | { reason: Reason } {
  const blocked = (code: string, says: string, next: string): { reason: Reason } => ({
    reason: { about: component, standing: 'blocked', code, says, next },
  });
  const values: { path: string; arg: string; value: string; line: number }[] = [];
  for (const rule of rules) {
    const path = fillPlaceholders(rule.file, component);
    const file = here.files.find((candidate) => candidate.path === path);
    const found = readPin(file, { path, arg: rule.arg }, here);
    if ('problem' in found) return blocked('pin-not-found', found.problem, found.next);
    values.push({ path, arg: rule.arg, ...found });
  }
  const [first] = values;
  if (first === undefined) return blocked('pin-not-found', 'the stage names no pin', 'name one in the pipeline');
  const other = values.find((value) => value.value !== first.value);
  if (other !== undefined) {
    const says = `its pins disagree: ${first.path}:${first.line} holds ${first.value}, ${other.path}:${other.line} holds ${other.value}`;
    return blocked('pins-disagree', says, 'set them to the same commit by hand once');
  }
  if (!isCommitSha(first.value)) {
    const says = `${first.path}:${first.line} ARG ${first.arg} holds "${first.value}", which is not a full commit id`;
    return blocked('pin-unknown', says, 'set it to a full commit id of the code repository by hand once');
  }
  const file = here.files.find((candidate) => candidate.path === first.path);
  return { value: first.value, ...whoSet(file, first, here), pins: values.map(({ path, arg }) => ({ path, arg })) };
}

function readPin(
  file: PinnedFile | undefined,
  rule: { path: string; arg: string },
  here: Snapshot,
): { value: string; line: number } | { problem: string; next: string } {
  const where = `${here.repo} ${here.base.name}: ${rule.path}`;
  if (file?.unreadable !== undefined)
    return { problem: `${where} cannot be edited: ${file.unreadable}`, next: 'name another file in the pipeline' };
  if (file?.base === undefined)
    return { problem: `${where} does not exist`, next: 'add the file, or name another one in the pipeline' };
  const pin = locatePin(file.base, rule);
  if (!('problem' in pin)) return { value: pin.value, line: pin.line };
  const candidates = pin.problem.candidates.map(({ line, text }) => `${rule.path}:${line} ${text}`);
  const listed = candidates.length === 0 ? '' : ` Candidates: ${candidates.join('; ')}.`;
  return { problem: `${where}: ${pin.problem.message}${listed}`, next: 'make the pin match exactly one place' };
}

/** Reads back through the file's history: which commit set the present value, and what the pin held before it. */
function whoSet(
  file: PinnedFile | undefined,
  pin: { path: string; arg: string; value: string },
  here: Snapshot,
): Pick<ReadPins, 'since' | 'previous'> {
  let set: { commit: CommitSha; author: string } | undefined;
  for (const { commit, author, text } of file?.history ?? []) {
    const found = text === undefined ? undefined : locatePin(text, pin);
    const then = found === undefined || 'problem' in found ? undefined : found.value;
    if (then === pin.value) {
      set = { commit, author };
      continue;
    }
    if (set === undefined) break;
    const previous = then !== undefined && isCommitSha(then) ? { value: then, set } : undefined;
    return { since: set.commit, previous };
  }
  return { since: set?.commit ?? here.base.tip, previous: undefined };
}

const stays = (reason: Reason): Move => ({ state: 'stays', reason });
