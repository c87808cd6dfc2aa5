import { isKnown } from '../answer.ts';
import { freezeOn, holdOn } from '../controls/controls.ts';
import type { ComponentName, Instant, StageName } from '../names.ts';
import { approvalsOn } from '../promotion/gates/approvals.ts';
import { checksOn } from '../promotion/gates/checks.ts';
import { closed, isClosed, LOOK_AGAIN_MS, open, type Closed } from '../promotion/gates/gate.ts';
import type { Question } from '../promotion/questions.ts';
import { list } from '../text/phrases.ts';
import { neutraliseInline } from '../text/neutralise.ts';
import { momentIn } from '../time/moments.ts';
import { zoneOf } from '../time/stage-zone.ts';
import type { LabelFacts } from './label-facts.ts';

/** What keeps a merge from being deployed, and no label waives. */
export interface KeptBack {
  /** Stable word for keys, each is said once: `frozen`, `held`, `unread`, or the code of a gate's reason. */
  code: string;
  /** In words of ours; what people gave as their reason stands in the control issue, which may be for fewer eyes. */
  says: string;
  /** What lifts it. */
  next?: string;
  /** When it is over by itself. */
  until?: Instant;
}

interface KeptBackOf {
  stage: StageName;
  /** Since when the label is there. */
  at: Instant;
}

const keyStart = 'force-kept-back:';
const keyEnd = ({ stage, at }: KeptBackOf): string => `:${stage}:${at}`;

/** The key of the comment that says what keeps a merge back, and the codes that one named for the same label; none for others. */
export const KeptBackKey = {
  format: ({ codes, ...about }: KeptBackOf & { codes: string[] }): string =>
    `${keyStart}${codes.join('+')}${keyEnd(about)}`,
  parse: (key: string, about: KeptBackOf): string[] =>
    key.startsWith(keyStart) && key.endsWith(keyEnd(about))
      ? key.slice(keyStart.length, -keyEnd(about).length).split('+')
      : [],
};

const HOUR_MS = 60 * 60_000;
const DAY_MS = 24 * HOUR_MS;

/**
 * When to look again at what nobody may ever lift: every ten minutes for an hour after the label or its last news, hourly for a
 * day, and then as the sweep does, which sees each label every half hour. `isNews`: something is in the way that was not said yet.
 */
export function lookAgain({ now, label, pullRequest }: LabelFacts, isNews: boolean): Instant | undefined {
  const { saidAt = label.at, head } = pullRequest;
  const since = Math.max(label.at, saidAt, ...(head?.reviewers ?? []).map(({ at }) => at));
  if (isNews || now < since + HOUR_MS) return now + LOOK_AGAIN_MS;
  return now < since + DAY_MS ? now + HOUR_MS : undefined;
}

/** What people hold and freeze of what a merge moves; what cannot be read keeps it back too. */
export function setByPeople({ controls, stage, now }: LabelFacts, moved: ComponentName[]): KeptBack[] {
  if (!isKnown(controls)) return [{ code: 'unread', says: `whether anybody holds ${stage.name} could not be read` }];
  const freeze = freezeOn(controls.known, stage.name, now);
  if (freeze !== undefined) {
    const what = freeze.stage ?? 'every environment';
    const until = freeze.until === undefined ? '' : ` until ${momentIn(zoneOf(stage) ?? 'UTC', freeze.until)}`;
    const says = `${neutraliseInline(freeze.by)} froze ${what}${until}`;
    const next = `\`/sluice thaw ${freeze.stage ?? 'all'}\` in the pipeline's control issue lifts it`;
    return [{ code: 'frozen', says, next, ...(freeze.until === undefined ? {} : { until: freeze.until }) }];
  }
  const whole = holdOn(controls.known, { stage: stage.name });
  const parts = moved.filter((component) => holdOn(controls.known, { stage: stage.name, component }) !== undefined);
  const [first] = parts;
  if (whole === undefined && first === undefined) return [];
  const says = whole === undefined ? `${list(parts)} is held in ${stage.name}` : `${stage.name} is held`;
  const what = `${stage.name}${whole === undefined ? ` ${first ?? ''}` : ''}`;
  const next = `\`/sluice resume ${what}\` in the pipeline's control issue lets it go`;
  return [{ code: 'held', says, next }];
}

/** The checks and approvals that the stage asks of a release, on the last head of the merge; or what to ask first. */
export function closedGates({
  now,
  answers,
  stage,
  pullRequest: { head },
}: LabelFacts): KeptBack[] | { questions: Question[] } {
  if (head === undefined) {
    return [{ code: 'head-unread', says: 'the checks and approvals of its last head could not be read' }];
  }
  const missing = checksOn(stage, head, head);
  const approvals = approvalsOn({ now, answers, policy: stage }, head);
  if ('questions' in approvals) return approvals;
  return [missing === undefined ? open : closed(missing), approvals].filter(isClosed).map(keptBackBy);
}

/** What a gate says on a release stands here after other words, and its way on is another where the merge is done. */
function keptBackBy({ reason: { code, says, next } }: Closed): KeptBack {
  const way = MERGED_ALREADY[code] ?? next;
  return {
    code,
    says: neutraliseInline(says.replace(/^(?=waits for )/, 'it '), 500),
    ...(way === undefined ? {} : { next: way }),
  };
}

const MERGED_ALREADY: Partial<Record<string, string>> = {
  approvals: 'a merged pull request can still be approved',
  'check-failed': 'run it again',
};
