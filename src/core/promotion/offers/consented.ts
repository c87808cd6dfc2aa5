import { hasJoined, isOpenTo } from '../../pipeline/joining/consent.ts';
import type { ComponentName } from '../../names.ts';
import type { BuiltBranch, Facts, UpstreamStage } from '../facts.ts';
import type { Reason } from '../plan-model.ts';

type Place = Pick<UpstreamStage, 'repo' | 'audience' | 'consent'>;

/**
 * Whoever writes a pipeline names the files that are read for it, and what they hold is shown: so a stage's repository is read when
 * everybody may read it, or when it has agreed. To have the same owner is not enough.
 */
export function closedStage(facts: Facts, about: ComponentName, place: Place): Reason | undefined {
  const isOpen = place.audience === 'public' || hasJoined(place.repo, place.consent, facts.lane.pipeline);
  return isOpen ? undefined : notJoined(facts, about, place);
}

/** Of a place that images are built in only commits and digests are seen: there the rule of code repositories is enough. */
export function closedBuilds(facts: Facts, about: ComponentName, place: BuiltBranch): Reason | undefined {
  const { repo, audience, consent } = place;
  const isOpen = isOpenTo({ repo, isPublic: audience === 'public', consent }, facts.lane.pipeline);
  return isOpen ? undefined : notJoined(facts, about, place);
}

const notJoined = ({ lane: { pipeline } }: Facts, about: ComponentName, { repo }: Place): Reason => ({
  about,
  standing: 'blocked',
  code: 'upstream-not-joined',
  says: `${repo} is not public and has not joined ${pipeline}, so nothing is read there`,
  next: `commit .github/sluice.yml with "pipeline: ${pipeline}" to its default branch`,
});
