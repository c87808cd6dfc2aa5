import { neutraliseInline, neutraliseTitle } from '../../text/neutralise.ts';
import { shortReference } from '../../text/phrases.ts';
import type { Carry } from '../../force/wish.ts';
import type { Facts } from '../facts.ts';
import type { Entry } from '../moves/moves.ts';

/** Who asked for it, where, and which environments the reference has not been through. */
export function describeForce(
  { wishes, passes, lane, web }: Facts,
  entries: Entry[],
  mayShow: (entry: Entry) => boolean,
): Record<string, unknown> {
  const [entry] = entries;
  const wish = wishes.findLast(({ component }) => component === entry?.component);
  // What goes back has been through them.
  const jumped = entry?.back === true ? [] : passes.filter(({ runs }) => runs !== entry?.to.value);
  const said = wish?.said.split('#') ?? [];
  return {
    environment: lane.stage,
    ...(wish === undefined
      ? {}
      : {
          by: neutraliseInline(wish.by),
          said: `[${wish.said.replace('#', ' ')}](${web}/${said[0] ?? ''}/pull/${said[1] ?? ''})`,
          ...('carry' in wish.wants
            ? titleOf(wish.wants, entry !== undefined && mayShow(entry))
            : { release: releaseNamed(wish.wants.back.release, { web, repo: lane.repo }) }),
        }),
    jumped: jumped.map(({ stage, runs }) => ({
      stage,
      ...(runs === undefined ? {} : { runs: shortReference(runs) }),
    })),
  };
}

/** Only the code repository's audience is known here. */
const titleOf = ({ carry }: Carry, isShown: boolean): { title?: string } =>
  carry.of === 'code' && isShown ? { title: neutraliseTitle(carry.title, 120) } : {};

/** `what #12 had`, or the reference as it was named. */
function releaseNamed(release: string, { web, repo }: { web: string; repo: string }): string {
  const number = /^#(\d+)$/.exec(release)?.[1];
  return number === undefined
    ? `\`${release.replaceAll('`', '')}\``
    : `what [${repo} ${number}](${web}/${repo}/pull/${number}) had`;
}
