import { isKnown, type Answer } from '../../answer.ts';
import type { Changelog } from '../../changelog/changelog-model.ts';
import type { Controls } from '../../controls/controls.ts';
import { isLogin, type CommitSha, type ComponentName, type Instant } from '../../names.ts';
import { hasJoined, isSameOwner } from '../../pipeline/joining/consent.ts';
import type { LaneComponent } from '../../pipeline/lanes.ts';
import { list, shortCommit, shortReference } from '../../text/phrases.ts';
import type { Facts, Source, UpstreamFact } from '../facts.ts';
import type { Snapshot } from '../snapshot.ts';
import type { PinSetter } from './pin-setter.ts';
import type { Reason } from '../plan-model.ts';
import { referenceName, type Reference } from './reference.ts';

/** A pipeline of one owner must not carry what is closed to another out of its walls, unless that repository has joined. */
export function closedToPipeline(source: Source, { lane }: Facts, component: ComponentName): Reason | undefined {
  const sameOwner = isSameOwner(source.repo, lane.pipeline) && isSameOwner(source.repo, lane.repo);
  if (source.audience === 'public' || sameOwner || hasJoined(source.repo, source.consent, lane.pipeline))
    return undefined;
  return {
    about: component,
    standing: 'blocked',
    code: 'source-not-joined',
    says: `${source.repo} is not public, belongs to another owner, and has not joined ${lane.pipeline}`,
    next: `commit .github/sluice.yml with "pipeline: ${lane.pipeline}" to its ${source.branch}`,
  };
}

interface Way {
  component: ComponentName;
  /** A person asked for an earlier value. */
  back: boolean;
  source: Source;
  from: Reference;
  to: Reference;
  changelog: Changelog;
}

/** Promise 1: forward only. A diverged or unrelated reference is proposed, and the merge is left to a person. */
export function backwards({ component, source, from, to, changelog, back }: Way): Reason | undefined {
  const [old, young] = [referenceName(from), referenceName(to)];
  if (changelog.classification === 'rollback' && !back) {
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
  facts: Pick<Facts, 'lane' | 'controls'>;
  component: ComponentName;
  here: Snapshot;
  from: Reference;
  to: Reference;
  replaced: ReplacedValue[];
  changelog: Changelog;
}

/** What the place before has proved and was then moved back from is proven no longer for those who copy. */
export function rejectedBefore({ name: about, reads }: LaneComponent, rejected: Reference, merged: Reference): Reason {
  const stage = reads.of === 'stages' ? list(reads.stages.map((one) => one.stage)) : reads.of;
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
export function rolledBack({ facts, component, here, from, to, replaced, changelog }: Held): Reason | undefined {
  const back = replaced.filter(
    ({ value, code }) => value === to.value || (code !== undefined && changelog.commits.includes(code)),
  );
  return rolledBackFrom({ facts, component, here, from: from.value, replaced: back });
}

interface MovedBack extends Pick<Held, 'facts' | 'component' | 'here' | 'replaced'> {
  /** What the pin holds. */
  from: string;
}

/** Whether any of the moves back has not been lifted since. */
function rolledBackFrom({ facts, component, here, from, replaced }: MovedBack): Reason | undefined {
  const lifted = isKnown(facts.controls) ? resumedSince(facts.controls.known, facts.lane.stage, component) : undefined;
  const back = replaced.find(({ setter }) => lifted === undefined || setter.at > lifted);
  if (back === undefined) return undefined;
  const [newer, older] = [shortReference(back.value), shortReference(from)];
  const { author, commit, at } = back.setter;
  return {
    about: component,
    standing: 'blocked',
    code: 'rolled-back',
    says: `${isLogin(author) && author.endsWith('[bot]') ? 'a rollback' : author} moved ${here.repo} back from ${newer} to ${older} in ${shortCommit(commit)}; it is held there`,
    next: `\`/sluice resume ${facts.lane.stage} ${component}\`, or move the pin forward by a pull request of your own`,
    back: { from: back.value, to: from, by: author, commit, at },
  };
}

/** The last time that a person let the component go on; what moved it back before then holds it no longer. */
function resumedSince({ resumed }: Controls, stage: string, component: ComponentName): Instant | undefined {
  const lifts = resumed.filter(
    (one) => one.stage === stage && (one.component === undefined || one.component === component),
  );
  return lifts.length === 0 ? undefined : Math.max(...lifts.map(({ at }) => at));
}
