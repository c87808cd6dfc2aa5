import { isKnown, unknown } from '../../answer.ts';
import type { Artifact } from '../../artifacts/artifact.ts';
import { newestProven, type EnvironmentState } from '../../environments/environment-state.ts';
import type { CommitSha, ComponentName } from '../../names.ts';
import type { LaneComponent } from '../../pipeline/lanes.ts';
import { shortCommit, shortReference } from '../../text/phrases.ts';
import {
  answerTo,
  type BuiltBranch,
  type Facts,
  type Question,
  type Source,
  type TextQuestion,
  type UpstreamStage,
} from '../facts.ts';
import type { Reason } from '../plan-model.ts';
import { readPins, type PinnedBranch } from './held-pins.ts';
import { ofArtifact } from './reference.ts';
import { unreadable } from './unreadable.ts';

/** What lies before the lane offers of a component, as the pin there spells it; what it stands for is asked only when it moves. */
export interface Offer {
  value: string;
  tag?: string;
  artifact?: Artifact;
  /** In words: `the newest commit of acme/payments main`. */
  where: string;
  /** What is newer and cannot be offered yet. */
  lacks?: string;
  /** What the branch of an environment holds by now instead of what runs there. */
  merged?: string;
}

export type Offered = { offer: Offer } | { reason: Reason } | { question: Question };

interface Offering {
  facts: Facts;
  component: LaneComponent;
  source: Source;
}

/** The newest reference that the place before the lane has proven. */
export function offerOf(offering: Offering): Offered {
  const { facts, component, source } = offering;
  if (component.reads.of === 'code')
    return {
      offer: { value: source.tip, where: `the newest commit of ${source.repo} ${source.branch}` },
    };
  const upstream = facts.upstream.get(component.name);
  if (upstream === undefined || !isKnown(upstream)) {
    const why = upstream ?? unknown('it was not looked at');
    return { reason: unreadable(component.name, 'upstream', { where: component.reads.repo, why }) };
  }
  return upstream.known.of === 'builds' ? newestBuild(offering, upstream.known) : heldByStage(offering, upstream.known);
}

/** Builds are ordered by the history of the branch that they were built from. */
function newestBuild({ facts, component }: Offering, { repo, branch, commits }: BuiltBranch): Offered {
  const [tip] = commits;
  const builds = facts.artifacts.filter(
    (artifact) => artifact.component === component.name && artifact.builtFrom.repo.toLowerCase() === repo.toLowerCase(),
  );
  const byCommit = new Map(builds.toReversed().map((artifact) => [artifact.builtFrom.commit, artifact]));
  const built = commits.find((commit) => byCommit.has(commit));
  const artifact = built === undefined ? undefined : byCommit.get(built);
  const lacks = tip === undefined || built === tip ? undefined : `no image of ${repo} ${shortCommit(tip)} is known yet`;
  if (artifact === undefined) {
    return {
      reason: {
        about: component.name,
        standing: 'waiting',
        code: 'not-built',
        says: lacks ?? `${repo} has no commit yet`,
        next: nextForBuild(component),
      },
    };
  }
  const { value, tag } = ofArtifact(artifact);
  return {
    offer: {
      value,
      artifact,
      ...(tag === undefined ? {} : { tag }),
      where: `the newest image of ${repo} ${branch}`,
      ...(lacks === undefined ? {} : { lacks }),
    },
  };
}

const nextForBuild = ({ build }: LaneComponent): string =>
  build === undefined
    ? 'have its build report the image by a sluice-artifact dispatch, or name the build in the pipeline'
    : 'wait for the build, or run it again if it failed';

/** A manifest stage has proven what its branch holds, an environment what a deployment proved. */
function heldByStage(offering: Offering, upstream: UpstreamStage): Offered {
  const { component } = offering;
  if (component.reads.of !== 'stage') throw new Error(`${component.name} reads no stage`);
  const proven =
    upstream.environment === undefined ? { at: upstream.tip } : provenCommit(upstream, upstream.environment);
  if (proven === undefined) {
    const says = `nothing is proven in ${upstream.stage} yet: no deployment there has succeeded since Sluice first released to it`;
    return stays(component.name, 'not-proven', says);
  }
  const texts = textsAt(offering, upstream, proven.at);
  if ('question' in texts || 'reason' in texts) return texts;
  const held = readPins(component.reads.pins, texts.branch, component);
  if ('reason' in held) return held;
  const { value, tag } = held;
  const where =
    upstream.environment === undefined
      ? `what ${upstream.repo} ${upstream.branch} holds`
      : `what runs in ${upstream.stage}`;
  const notYet =
    upstream.environment === undefined || proven.at === upstream.tip ? {} : notYetRunning(offering, upstream, value);
  return { offer: { value, ...(tag === undefined ? {} : { tag }), where, ...notYet } };
}

/** An environment that Sluice sees for the first time is taken as it is: what its branch holds counts as proven. */
function provenCommit({ tip }: UpstreamStage, environment: EnvironmentState): { at: CommitSha } | undefined {
  const proven = newestProven(environment);
  if (proven !== undefined) return { at: proven.commit };
  const isNew = environment.deployments.length === 0 && !environment.hasMerged;
  return isNew ? { at: tip } : undefined;
}

function notYetRunning(
  { component }: Offering,
  { stage, files }: UpstreamStage,
  running: string,
): Pick<Offer, 'lacks' | 'merged'> {
  if (component.reads.of !== 'stage') return {};
  const branch = branchOf(stage, (path) => files.get(path));
  const merged = readPins(component.reads.pins, branch, component);
  if ('reason' in merged || merged.value === running) return {};
  const lacks = `${shortReference(merged.value)} is merged into ${stage} and not deployed there yet`;
  return { lacks, merged: merged.value };
}

type Texts = { branch: PinnedBranch } | { question: TextQuestion } | { reason: Reason };

function textsAt({ facts, component }: Offering, upstream: UpstreamStage, at: CommitSha): Texts {
  const where = `${upstream.repo} ${upstream.branch}`;
  if (at === upstream.tip) return { branch: branchOf(where, (path) => upstream.files.get(path)) };
  // All that the look read there, so that every component asks the same.
  const question: TextQuestion = { ask: 'text', repo: upstream.repo, commit: at, paths: [...upstream.files.keys()] };
  const answer = answerTo(facts.answers, question);
  if (answer === undefined) return { question };
  if (!isKnown(answer)) {
    const says = `what ${upstream.repo} held at ${shortCommit(at)} could not be read: ${answer.unknown}`;
    return stays(component.name, 'upstream-unknown', says);
  }
  const texts = answer.known;
  return { branch: branchOf(`${upstream.repo} ${shortCommit(at)}`, (path) => texts[path]) };
}

function branchOf(where: string, read: (path: string) => string | undefined): PinnedBranch {
  return {
    where,
    text(path) {
      const text = read(path);
      return text === undefined ? { missing: true } : { text };
    },
  };
}

const stays = (about: ComponentName, code: string, says: string): { reason: Reason } => ({
  reason: { about, standing: 'waiting', code, says },
});
