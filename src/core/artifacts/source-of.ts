import { isCommitSha, type CommitSha, type ComponentName } from '../names.ts';
import type { BuildPlace } from '../pipeline/lanes.ts';
import { valueIn, pinPlaces } from '../pipeline/pins/pin-places.ts';

/** The file of the build's repository that names the code commit; undefined where the code repository is built itself. */
export function pinFileOf(place: BuildPlace, component: { name: ComponentName; image?: string }): string | undefined {
  return commitPin(place, component)?.address.path;
}

/** The code commit in a build: what the commit pin held at the commit that was built, or that commit itself. */
export function sourceOf(
  place: BuildPlace,
  component: { name: ComponentName; image?: string },
  built: { commit: CommitSha; text?: string },
): { source: CommitSha } | { wrong: string } {
  const pin = commitPin(place, component);
  if (pin === undefined) return { source: built.commit };
  const value = valueIn(built.text, pin);
  if (value !== undefined && isCommitSha(value)) return { source: value };
  return { wrong: `${place.repo} at ${built.commit.slice(0, 7)} names no code commit in ${pin.address.path}` };
}

function commitPin({ stage }: BuildPlace, component: { name: ComponentName; image?: string }) {
  if (stage === undefined) return undefined;
  return pinPlaces(stage.pins, component).find(({ holds }) => holds === 'commit');
}
