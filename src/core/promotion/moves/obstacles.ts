import type { Changelog } from '../../changelog/changelog-model.ts';
import type { ComponentName, RepoName } from '../../names.ts';
import { shortCommit } from '../../text/phrases.ts';
import type { Facts, Snapshot, Source } from '../facts.ts';
import type { HeldPins } from './held-pins.ts';
import type { PinSetter } from './pin-setter.ts';
import type { Reason } from '../plan-model.ts';

/** A pipeline of one owner must not carry what is closed to another out of its walls, unless that repository has joined. */
export function closedToPipeline(source: Source, { lane }: Facts, component: ComponentName): Reason | undefined {
  const sameOwner = ownerOf(source.repo) === ownerOf(lane.pipeline) && ownerOf(source.repo) === ownerOf(lane.repo);
  if (source.audience === 'public' || sameOwner || hasJoined(source, lane.pipeline)) return undefined;
  return {
    about: component,
    standing: 'blocked',
    code: 'source-not-joined',
    says: `${source.repo} is not public, belongs to another owner, and has not joined ${lane.pipeline}`,
    next: `commit .github/sluice.yml with "pipeline: ${lane.pipeline}" to its ${source.branch}`,
  };
}

/** Whether a code repository has agreed to be carried by the pipeline; a pipeline's own repository has. */
export const hasJoined = ({ repo, consent }: Source, pipeline: RepoName): boolean =>
  repo === pipeline || ('to' in consent && consent.to === pipeline);

const ownerOf = (repo: RepoName): string => (repo.split('/')[0] ?? '').toLowerCase();

/** Promise 1: forward only. A diverged reference is proposed, and the merge is left to a person. */
export function backwards(component: ComponentName, source: Source, changelog: Changelog): Reason | undefined {
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

interface Over {
  component: ComponentName;
  here: Snapshot;
  held: HeldPins;
  setters: PinSetter[];
  changelog: Changelog;
}

/** A pin that held a newer value before was moved back on purpose: it stays back until a person moves it. */
export function rolledBack({ component, here, held, setters, changelog }: Over): Reason | undefined {
  const isBack = ({ previous }: PinSetter): boolean => previous !== undefined && changelog.commits.includes(previous);
  const setter = setters.find(isBack);
  if (setter?.previous === undefined) return undefined;
  const [from, to, commit] = [setter.previous, held.value, setter.commit].map(shortCommit);
  return {
    about: component,
    standing: 'blocked',
    code: 'rolled-back',
    says: `${setter.author} moved ${here.repo} back from ${from} to ${to} in ${commit}; it is held there`,
    next: 'move the pin forward by a pull request of your own, and Sluice carries on from there',
  };
}
