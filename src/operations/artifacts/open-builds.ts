import { isKnown, known, type Answer } from '../../core/answer.ts';
import type { BuiltComponent } from '../../core/artifacts/built-component.ts';
import { hasJoined, isOpenTo, isSameOwner } from '../../core/pipeline/joining/consent.ts';
import { lanesOf } from '../../core/pipeline/lanes.ts';
import type { Audience } from '../../core/promotion/snapshot.ts';
import type { Looks } from '../../ports/github/looks.ts';

type Looking = Pick<Looks, 'consent' | 'look'>;

/** Whether what is built of a component, and what is refused, may become known to its pipeline. Only a stranger's repository is asked for. */
export async function isOpenBuild(looks: Looking, built: BuiltComponent): Promise<Answer<boolean>> {
  const { pipeline, place } = built;
  const { repo } = place;
  if (isSameOwner(repo, pipeline.repo)) return known(true);
  const consent = await looks.consent(repo);
  if (!isKnown(consent)) return consent;
  if (hasJoined(repo, consent.known, pipeline.repo)) return known(true);
  const isPublic = await isPublicPlace(looks, built);
  if (!isKnown(isPublic)) return isPublic;
  return known(isOpenTo({ repo, isPublic: isPublic.known, consent: consent.known }, pipeline.repo));
}

/** A look at a lane tells who can read its repository, and the code repositories of its components. */
async function isPublicPlace(looks: Looking, { pipeline, component, place }: BuiltComponent): Promise<Answer<boolean>> {
  const lane = lanesOf(pipeline).find(
    ({ stage, components }) =>
      (place.stage === undefined || place.stage.name === stage) &&
      components.some(({ name }) => name === component.name),
  );
  const stage = pipeline.stages.find(({ name }) => name === lane?.stage);
  if (lane === undefined || stage === undefined) return known(false);
  const { here, sources } = (await looks.look([{ lane, pins: stage.pins }])).get(lane.id) ?? {};
  const found: Answer<{ audience: Audience }> | undefined =
    place.stage === undefined ? sources?.get(component.name) : here;
  if (found === undefined) return known(false);
  return isKnown(found) ? known(found.known.audience === 'public') : found;
}
