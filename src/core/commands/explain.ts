import type { StageName } from '../names.ts';
import type { Standing } from '../promotion/standing.ts';
import type { Reason } from '../promotion/plan-model.ts';
import { neutraliseInline, neutraliseSentence } from '../text/neutralise.ts';
import { momentIn } from '../time/moments.ts';
import type { Reply } from './command.ts';

/** In characters: a reason may list every place where a pin might have been meant. */
const LONGEST = 500;

/** Reasons of one answer; GitHub takes 65,536 characters of a comment. */
const MOST = 40;

/** How lanes stood at their last look: what waits, for what, and what would open it. */
export function explanation(standings: Standing[], asked?: StageName): Reply {
  if (standings.length === 0) {
    const says = `${asked === undefined ? 'No environment' : `**${asked}**`} has ${asked === undefined ? '' : 'not '}been looked at yet.`;
    return { says, next: 'Ask again in a minute' };
  }
  const reasons = standings.flatMap((standing) => linesOf(standing, standings.length > 1));
  const more = reasons.length - MOST;
  return {
    says: standings.map(headline).join(' '),
    list: more > 0 ? [...reasons.slice(0, MOST), `and ${more} more`] : reasons,
  };
}

function headline({ stage, at, wake, pullRequest, repo }: Standing): string {
  const open = pullRequest === undefined ? 'has no pull request open' : `has \`${repo}#${pullRequest.number}\` open`;
  const next = wake === undefined ? 'when something happens' : `${momentIn('UTC', wake)} at the latest`;
  return `**${stage}** ${open}. It was looked at ${momentIn('UTC', at)}; the next look is ${next}.`;
}

const linesOf = ({ stage, reasons }: Standing, isOneOfMany: boolean): string[] =>
  reasons.map((reason) => reasonLine(reason, isOneOfMany ? stage : undefined));

/** `**payments**: …. To go on: ….` */
export function reasonLine({ about, says, next }: Reason, stage?: StageName): string {
  const what = about === 'lane' ? stage : stage === undefined ? about : `${stage}, ${about}`;
  const sentence = neutraliseInline(says.replace(/\.$/, ''), LONGEST);
  const onward = next === undefined ? '' : ` To go on: ${neutraliseSentence(next, LONGEST)}.`;
  return `${what === undefined ? '' : `**${what}**: `}${sentence}.${onward}`;
}
