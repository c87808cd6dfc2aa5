import type { StageName } from '../names.ts';
import type { Stage } from '../pipeline/pipeline.ts';
import type { Standing } from '../promotion/standing.ts';
import type { Reason } from '../promotion/plan-model.ts';
import { neutraliseInline, neutraliseSentence } from '../text/neutralise.ts';
import { momentIn } from '../time/moments.ts';
import { zoneOf } from '../time/stage-zone.ts';
import type { Reply } from './command.ts';
import { mayShow, type Readers } from './may-show.ts';

/** In characters: a reason may list every place where a pin might have been meant. */
const LONGEST = 500;

/** Reasons of one answer; GitHub takes 65,536 characters of a comment. */
const MOST = 40;

/** Where it is asked; the times of stages that name a time zone are said in it. */
type AskedAt = Readers & { stages?: Stage[] };

/** How lanes stood at their last look: what waits, for what, and what would open it, as far as it may be said `at` that place. */
export function explanation(standings: Standing[], at: AskedAt, asked?: StageName): Reply {
  if (standings.length === 0) {
    const says = `${asked === undefined ? 'No environment' : `**${asked}**`} has ${asked === undefined ? '' : 'not '}been looked at yet.`;
    return { says, next: 'Ask again in a minute' };
  }
  const reasons = standings.flatMap((standing) => linesOf(standing, { at, isOneOfMany: standings.length > 1 }));
  const more = reasons.length - MOST;
  return {
    says: standings
      .map((standing) => (mayShow(at, standing) ? headline(standing, at) : shutHeadline(standing)))
      .join(' '),
    list: more > 0 ? [...reasons.slice(0, MOST), `and ${more} more`] : reasons,
  };
}

function headline({ stage, at, wake, pullRequest, repo }: Standing, { stages = [] }: AskedAt): string {
  const own = stages.find(({ name }) => name === stage);
  const zone = (own && zoneOf(own)) ?? 'UTC';
  const open = pullRequest === undefined ? 'has no pull request open' : `has \`${repo}#${pullRequest.number}\` open`;
  const next = wake === undefined ? 'when something happens' : `${momentIn(zone, wake)} at the latest`;
  return `**${stage}** ${open}. It was looked at ${momentIn(zone, at)}; the next look is ${next}.`;
}

const shutHeadline = ({ stage }: Standing): string =>
  `What **${stage}** holds and waits for is said only to those who may read its repository.`;

function linesOf(standing: Standing, { at, isOneOfMany }: { at: Readers; isOneOfMany: boolean }): string[] {
  const stage = isOneOfMany ? standing.stage : undefined;
  return mayShow(at, standing)
    ? standing.reasons.map((reason) => reasonLine(reason, stage))
    : wordLines(standing, standing.reasons);
}

/** `**staging, payments**: blocked.`, once each: for those who may not read why. */
export const wordLines = ({ stage }: Pick<Standing, 'stage'>, reasons: Reason[]): string[] => [
  ...new Set(reasons.map((reason) => `${subjectOf(reason, stage)}${reason.standing}.`)),
];

/** `**payments**: …. To go on: ….` */
export function reasonLine(reason: Reason, stage?: StageName): string {
  const { says, next } = reason;
  const sentence = neutraliseInline(says.replace(/\.$/, ''), LONGEST);
  const onward = next === undefined ? '' : ` To go on: ${neutraliseSentence(next, LONGEST)}.`;
  return `${subjectOf(reason, stage)}${sentence}.${onward}`;
}

function subjectOf({ about }: Reason, stage: StageName | undefined): string {
  const what = about === 'lane' ? stage : stage === undefined ? about : `${stage}, ${about}`;
  return what === undefined ? '' : `**${what}**: `;
}
