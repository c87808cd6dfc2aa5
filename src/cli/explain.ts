import type { Reason, Step } from '../core/promotion/plan-model.ts';
import { changesOf } from '../core/promotion/change-id.ts';
import { standingOf } from '../core/promotion/standing-of.ts';
import { printable } from '../core/text/printable.ts';
import { Lineage } from '../core/text/trailers.ts';
import type { Decision } from '../operations/lanes/decide.ts';
import type { LookedAt } from './look-live.ts';

/** The reasons of each lane, as `sluice explain` prints them. */
export function explainText(looked: LookedAt[]): string {
  return looked
    .map(({ governed, decision, refused }) => {
      const lines = [
        ...decision.plan.reasons.map(reasonLine),
        ...refused.map((why) => printable(`  refused  a report of ${why}`)),
      ];
      const wake =
        decision.plan.wake === undefined
          ? []
          : [`  looks again at ${new Date(decision.plan.wake).toISOString()} without being told`];
      const carried = changesIn(decision);
      const changes = carried.length === 0 ? [] : [`  carries  ${carried.join(', ')}`];
      return [`${governed.lane.id}  ${governed.lane.repo}`, ...changes, ...lines, ...wake].join('\n');
    })
    .join('\n\n');
}

/** What the lane's pull request carries, or would once it is opened, each change by its one name. */
function changesIn({ facts, plan }: Decision): string[] {
  const open = standingOf(facts, plan).pullRequest?.moves.map(({ component, to }) => ({ component, code: to.code }));
  if (open !== undefined) return changesOf(open);
  const opened = plan.steps.flatMap((step) =>
    step.do === 'publish' ? (Lineage.parse(step.commit.body)?.entries ?? []) : [],
  );
  return changesOf(opened);
}

/** What the engine would do now, as `sluice plan` prints it. Nothing is done. */
export function planText(looked: LookedAt[]): string {
  return looked
    .map(({ governed, decision }) => {
      const { steps, reasons } = decision.plan;
      const lines = steps.length === 0 ? reasons.map(reasonLine) : steps.flatMap(stepLines);
      return [
        `${governed.lane.id}  ${steps.length === 0 ? 'nothing to do' : `${steps.length} step${steps.length === 1 ? '' : 's'}`}`,
        ...lines,
      ].join('\n');
    })
    .join('\n\n');
}

function reasonLine({ about, standing, says, next }: Reason): string {
  // Files, names and what GitHub answered are quoted in reasons; a terminal would obey what they hold.
  const first = printable(`  ${standing.padEnd(8)} ${about === 'lane' ? '' : `${about}: `}${says}`);
  return next === undefined ? first : `${first}\n           → ${printable(next)}`;
}

function stepLines(step: Step): string[] {
  return step.do === 'publish' ? publishLines(step) : [`  ${stepWords(step)}`];
}

function publishLines(step: Extract<Step, { do: 'publish' }>): string[] {
  const what = step.pullRequest === undefined ? 'open a pull request' : `bring #${step.pullRequest.number} up to date`;
  const files = step.edits.map(({ path }) => `    edits ${path}`);
  return [
    `  ${what}: ${step.title}`,
    `    branch ${step.head} (${step.how}), onto ${step.onto.slice(0, 7)} of ${step.base}`,
    ...files,
  ];
}

function stepWords(step: Exclude<Step, { do: 'publish' }>): string {
  switch (step.do) {
    case 'describe':
      return `describe #${step.pullRequest.number} anew: ${step.title}`;
    case 'merge':
      return `merge #${step.pullRequest.number} at ${step.head.slice(0, 7)} (${step.method})`;
    case 'enqueue':
      return `put #${step.pullRequest.number} into the merge queue at ${step.head.slice(0, 7)}`;
    case 'dequeue':
      return `take #${step.pullRequest.number} out of the merge queue`;
    case 'auto-merge':
      return `let GitHub merge #${step.pullRequest.number} once its checks have succeeded`;
    case 'stop-auto-merge':
      return `keep GitHub from merging #${step.pullRequest.number}`;
    case 'update-branch':
      return `merge the base into #${step.pullRequest.number}`;
    case 'request':
      return `ask ${step.teams.join(', ')} to review #${step.pullRequest.number}`;
    case 'label':
      return `label #${step.pullRequest.number}: ${[...step.add.map((name) => `+${name}`), ...step.remove.map((name) => `-${name}`)].join(' ')}`;
    case 'comment':
      return `comment on #${step.pullRequest.number} (${step.key})`;
    case 'close':
      return `close #${step.pullRequest.number}: nothing is left to move`;
    case 'status':
      return `say ${step.context} ${step.state} on ${step.commit.slice(0, 7)}: ${printable(step.description)}`;
    case 'edit':
      return `edit a comment on #${step.pullRequest.number} (${step.key})`;
  }
}
