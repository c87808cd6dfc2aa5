import { isKnown, type Answer } from '../../answer.ts';
import type { Changelog } from '../../changelog/changelog-model.ts';
import type { CommitSha, ComponentName, RepoName } from '../../names.ts';
import type { LaneComponent } from '../../pipeline/lanes.ts';
import { shortCommit, shortReference } from '../../text/phrases.ts';
import type { Facts, Snapshot, Source, UpstreamFact } from '../facts.ts';
import type { PinSetter } from './pin-setter.ts';
import type { Reason } from '../plan-model.ts';
import { referenceName, type Reference } from './reference.ts';

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

interface Way {
  component: ComponentName;
  source: Source;
  from: Reference;
  to: Reference;
  changelog: Changelog;
}

/** Promise 1: forward only. A diverged reference is proposed, and the merge is left to a person. */
export function backwards({ component, source, from, to, changelog }: Way): Reason | undefined {
  const [old, young] = [referenceName(from), referenceName(to)];
  if (changelog.classification === 'rollback') {
    return {
      about: component,
      standing: 'blocked',
      code: 'would-move-back',
      says: `the pin holds ${old}, which is newer than ${young}, ${whatIs(to, source)}; nothing moves back`,
    };
  }
  if (changelog.classification === 'unknown-old') {
    return {
      about: component,
      standing: 'blocked',
      code: 'pin-unknown',
      says: `the pin holds ${old}, which ${source.repo} does not have`,
      next: `set it by hand to a commit of ${source.repo} once; Sluice carries on from there`,
    };
  }
  if (changelog.classification === 'unknown-new') {
    return {
      about: component,
      standing: 'waiting',
      code: 'source-unknown',
      says: `${source.repo} does not show ${young} yet`,
    };
  }
  return undefined;
}

const whatIs = ({ artifact }: Reference, { repo, branch }: Source): string =>
  artifact === undefined ? `the newest commit of ${repo} ${branch}` : 'what is offered';

interface Rebuild {
  component: { name: ComponentName };
  upstream: Answer<UpstreamFact> | undefined;
  from: Reference;
  to: Reference;
  changelog: Changelog;
}

/** Of one code commit there may be several builds; the history of the branch they were built from orders them. */
export function olderBuild({ component, upstream, from, to, changelog }: Rebuild): Reason | undefined {
  if (changelog.classification !== 'identical' || upstream === undefined || !isKnown(upstream)) return undefined;
  if (upstream.known.of !== 'builds' || from.artifact === undefined || to.artifact === undefined) return undefined;
  const { commits } = upstream.known;
  const [held, offered] = [from, to].map(({ artifact }) => commits.indexOf(artifact?.builtFrom.commit ?? from.code));
  if (held === undefined || offered === undefined || held < 0 || held >= offered) return undefined;
  return {
    about: component.name,
    standing: 'blocked',
    code: 'would-move-back',
    says: `the pin holds a later build of ${shortCommit(from.code)} than ${shortReference(to.value)}; nothing moves back`,
  };
}

/** A value that the pin had before somebody set the present one, and the code it stood for where that is known. */
export interface ReplacedValue {
  setter: PinSetter;
  value: string;
  code?: CommitSha;
}

interface Held {
  component: ComponentName;
  here: Snapshot;
  from: Reference;
  to: Reference;
  replaced: ReplacedValue[];
  changelog: Changelog;
}

/** What the place before has proved and was then moved back from is proven no longer for those who copy. */
export function rejectedBefore({ name: about, reads }: LaneComponent, rejected: Reference, merged: Reference): Reason {
  const stage = reads.of === 'stage' ? reads.stage : reads.of;
  const [newer, older] = [shortReference(rejected.value), shortReference(merged.value)];
  return {
    about,
    standing: 'blocked',
    code: 'rejected-before',
    says: `${stage} was moved back from ${newer} to ${older}; what was rejected there is not taken over`,
    next: `move ${stage} forward, and Sluice carries on with what is proven there`,
  };
}

/** A pin that held a newer value before was moved back on purpose: it stays back until a person moves it. */
export function rolledBack({ component, here, from, to, replaced, changelog }: Held): Reason | undefined {
  const back = replaced.find(
    ({ value, code }) => value === to.value || (code !== undefined && changelog.commits.includes(code)),
  );
  if (back === undefined) return undefined;
  const [newer, older] = [shortReference(back.value), shortReference(from.value)];
  const { author, commit } = back.setter;
  return {
    about: component,
    standing: 'blocked',
    code: 'rolled-back',
    says: `${author} moved ${here.repo} back from ${newer} to ${older} in ${shortCommit(commit)}; it is held there`,
    next: 'move the pin forward by a pull request of your own, and Sluice carries on from there',
  };
}
