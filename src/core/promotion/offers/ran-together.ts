import { endedCommits, isProven, type EnvironmentState } from '../../environments/environment-state.ts';
import type { CommitSha, ComponentName, Instant } from '../../names.ts';
import { readPins } from '../moves/held-pins.ts';
import type { Reason } from '../plan-model.ts';
import type { TextQuestion } from '../questions.ts';
import type { Offering } from './offers.ts';
import { provenCommits, soakOf, type Ripening } from './proven.ts';
import type { SeenStage } from './stage-offer.ts';
import { textsAt } from './texts.ts';

/** Commits that are compared by what they hold. */
const MOST_COMMITS = 10;

export type RanTogether = { commits: Ripening[] } | { questions: TextQuestion[] } | { reason: Reason };

/**
 * The commits of a stage that proved all that move together, newest first. Where components are deployed one by one, each merge
 * deploys only what it moved: what another of them had proven before counts on as long as the branch holds it, and so does what
 * no deployment was ever about and the branch has always held: the environment began with it.
 */
export function ranTogether(offering: Offering, { stage, reading }: SeenStage): RanTogether {
  const { facts, together } = offering;
  const { environment } = stage;
  const soak = soakOf(facts.policy);
  const isOneByOne = environment?.deployments.some(({ of }) => of !== undefined) === true;
  if (together.length < 2 || environment === undefined || !isOneByOne)
    return { commits: provenCommits(stage, { names: together, reading, soak }) };
  const found = candidates(environment, together);
  const told = new Set(found.flatMap(({ commit, proofs }) => [commit, ...proofs.map((proof) => proof.commit)]));
  const needed = found.some(({ commit, proofs }) => proofs.some((proof) => proof.commit !== commit)) ? [...told] : [];
  const texts = needed.map((commit) => textsAt(offering, stage, commit));
  const questions = texts.flatMap((one) => ('questions' in one ? one.questions : []));
  if (questions.length > 0) return { questions };
  const unread = texts.find((one) => 'reason' in one);
  if (unread !== undefined) return unread;
  const asked = reading.verifiedFor + soak;
  const holds = valueAt(offering, { stage, reading });
  return {
    commits: found.flatMap(({ commit, proofs }) => {
      const isSame = proofs.every(
        (proof) => proof.commit === commit || holds(proof.component, proof.commit) === holds(proof.component, commit),
      );
      const ripe = Math.max(...proofs.map(({ at }) => at)) + asked;
      return isSame ? [{ commit, ...(asked === 0 ? {} : { ripe }) }] : [];
    }),
  };
}

interface Proof {
  component: ComponentName;
  commit: CommitSha;
  at: Instant;
}

/** Commits at which one of them was proven, with the newest proof of each that is not younger; none may have failed since. */
function candidates(environment: EnvironmentState, names: ComponentName[]): { commit: CommitSha; proofs: Proof[] }[] {
  const { commits } = environment;
  const oldest = commits.at(-1);
  const ended = names.map((name) => ({ name, ends: endedCommits(environment, name) }));
  const proven = new Set(ended.flatMap(({ ends }) => ends.filter(isProven).map(({ commit }) => commit)));
  const newest = commits.filter((commit) => proven.has(commit)).slice(0, MOST_COMMITS);
  return newest.flatMap((commit) => {
    const earlier = new Set(commits.slice(commits.indexOf(commit)));
    const proofs = ended.flatMap(({ name, ends }): Proof[] => {
      const last = ends.find((one) => earlier.has(one.commit));
      if (oldest !== undefined && !isDeployed(environment, name)) return [{ component: name, commit: oldest, at: 0 }];
      return last === undefined || !isProven(last) ? [] : [{ component: name, commit: last.commit, at: last.at }];
    });
    return proofs.length === names.length ? [{ commit, proofs }] : [];
  });
}

/** Whether a deployment was about it, or may have been. */
const isDeployed = ({ deployments, listedSince }: EnvironmentState, name: ComponentName): boolean =>
  listedSince !== undefined || deployments.some(({ of }) => of === undefined || of === name);

/** What the stage pinned of a component at a commit; a pin that cannot be read is like no other. */
function valueAt(offering: Offering, { stage, reading }: SeenStage) {
  return (name: ComponentName, commit: CommitSha): string | symbol => {
    const component = offering.facts.lane.components.find((one) => one.name === name);
    const texts = textsAt(offering, stage, commit);
    if (component === undefined || !('branch' in texts)) return Symbol(name);
    const held = readPins(reading.pins, texts.branch, component);
    return 'reason' in held ? Symbol(name) : held.value;
  };
}
