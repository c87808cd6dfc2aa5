import { isKnown } from '../../answer.ts';
import type { Artifact } from '../../artifacts/artifact.ts';
import type { Carry, Wish } from '../../force/wish.ts';
import { shortCommit } from '../../text/phrases.ts';
import type { BuiltBranch } from '../facts.ts';
import { answerTo, type Question, type RangeQuestion } from '../questions.ts';
import { buildsOf, nextForBuild, offerOfArtifact } from './build-offer.ts';
import type { Offered, Offering } from './offers.ts';
import { stays } from './texts.ts';

/** Builds of one component that are searched for a merge, newest first. */
const MOST_BUILDS = 20;

/** What a forced lane carries: the oldest artifact that contains what was asked for, or what an earlier release had. */
export function wished(offering: Offering): Offered {
  const { component, facts } = offering;
  const wish = facts.wishes.findLast((one) => one.component === component.name);
  if (wish === undefined) return stays(component.name, 'wish-ended', 'nobody asks for it any more');
  if ('back' in wish.wants) {
    const { value, tag, release } = wish.wants.back;
    return { offer: { value, ...(tag === undefined ? {} : { tag }), where: `what ${release} had`, back: true } };
  }
  return carried(offering, wish, wish.wants);
}

function carried(offering: Offering, wish: Wish, { carry }: Carry): Offered {
  const { component, facts } = offering;
  const where = `the first image with ${wish.said}`;
  if (carry.of === 'manifest' && carry.value !== undefined)
    return { offer: { value: carry.value, where: `what ${wish.said} pinned` } };
  if (component.reads.of === 'code') return { offer: { value: carry.commit, where: wish.said } };
  const upstream = facts.upstream.get(component.name);
  if (upstream === undefined || !isKnown(upstream) || upstream.known.of !== 'builds') {
    const why = upstream === undefined || isKnown(upstream) ? 'they were not looked at' : upstream.unknown;
    return stays(component.name, 'upstream-unknown', `the builds of ${component.name} could not be read: ${why}`);
  }
  const found =
    carry.of === 'built' ? builtSince(offering, upstream.known, carry) : firstWith(offering, upstream.known, carry);
  if ('questions' in found || 'reason' in found) return found;
  if (found.artifact === undefined) {
    const says = `no image that contains ${wish.said} (${shortCommit(carry.commit)}) is known yet`;
    const { reason } = stays(component.name, 'not-built', says);
    return { reason: { ...reason, next: nextForBuild(component) } };
  }
  return { offer: offerOfArtifact(found.artifact, where) };
}

type Found = { artifact: Artifact | undefined } | { questions: Question[] } | Extract<Offered, { reason: unknown }>;

/** The build of the commit itself, or of the first after it. */
function builtSince(offering: Offering, upstream: BuiltBranch, { commit }: Carry['carry']): Found {
  const place = upstream.commits.indexOf(commit);
  const builds = buildsOf(offering, upstream);
  const since = upstream.commits.slice(0, place + 1).findLast((one) => builds.has(one));
  return { artifact: since === undefined ? undefined : builds.get(since) };
}

/** The oldest build whose code contains the commit. */
function firstWith(offering: Offering, upstream: BuiltBranch, { commit }: Carry['carry']): Found {
  const { facts, component, source } = offering;
  const builds = buildsOf(offering, upstream);
  const newestFirst = upstream.commits.flatMap((one) => builds.get(one) ?? []).slice(0, MOST_BUILDS);
  const asked = newestFirst.map((artifact) => {
    const question: RangeQuestion = { ask: 'range', repo: source.repo, from: commit, to: artifact.source };
    return { artifact, question, answer: artifact.source === commit ? undefined : answerTo(facts.answers, question) };
  });
  const questions = asked.flatMap(({ artifact, question, answer }) =>
    answer === undefined && artifact.source !== commit ? [question] : [],
  );
  if (questions.length > 0) return { questions };
  const unread = asked.find(({ answer }) => answer !== undefined && !isKnown(answer));
  if (unread?.answer !== undefined && !isKnown(unread.answer))
    return stays(
      component.name,
      'range-unknown',
      `whether an image contains ${shortCommit(commit)} could not be read: ${unread.answer.unknown}`,
    );
  const containing = asked.filter(
    ({ artifact, answer }) =>
      artifact.source === commit ||
      (answer !== undefined && isKnown(answer) && answer.known.classification === 'forward'),
  );
  return { artifact: containing.at(-1)?.artifact };
}
