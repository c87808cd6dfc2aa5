import { momentIn } from '../../time/moments.ts';
import type { ControlChange } from '../../controls/fold.ts';
import { supersededWords } from '../../environments/comments/superseded-words.ts';
import { list } from '../../text/phrases.ts';
import { printable } from '../../text/printable.ts';
import { laneId } from '../../pipeline/lanes.ts';
import type { HistoryEntry, PageFacts } from '../page-facts.ts';
import { zoneAt } from '../words/zones.ts';
import { aimOf, changesIn, factOf, isRollback, movedIn, orderIn } from './ledger-facts.ts';

/** How a line is marked: a good end, a bad one, or neither. */
export type Tone = 'good' | 'bad' | 'plain';

/** What the histories show; the ledger also keeps every look. */
export const historyKinds = {
  proposed: ['pull request opened', 'plain'],
  refreshed: ['pull request brought up to date', 'plain'],
  'caught-up': ['base merged into the pull request', 'plain'],
  'review-requested': ['review requested', 'plain'],
  'handed-over': ['left to GitHub to merge', 'plain'],
  'taken-back': ['taken back from GitHub', 'plain'],
  merged: ['merged', 'good'],
  bypassed: ['merged past the gates', 'bad'],
  closed: ['pull request closed', 'plain'],
  withdrawn: ['pull request withdrawn', 'plain'],
  refused: ['refused by GitHub', 'bad'],
  'deployment-created': ['deployment created', 'plain'],
  deployed: ['deployed', 'good'],
  'deploy-failed': ['deployment failed', 'bad'],
  'component-deployed': ['one component deployed', 'good'],
  'component-failed': ['deployment of one component failed', 'bad'],
  verified: ['verified for those who copy', 'good'],
  superseded: ['replaced before any deployment', 'plain'],
  'rolled-back': ['moved back, and held there', 'bad'],
  blocked: ['held up', 'bad'],
  seen: ['environment first looked at', 'plain'],
  tick: ['release came due', 'plain'],
  order: ['order given', 'plain'],
  obeyed: ['order carried out', 'plain'],
  control: ['hold or freeze changed', 'plain'],
  command: ['command answered', 'plain'],
  'command-refused': ['command refused', 'bad'],
  'control-issue': ['control issue made', 'plain'],
  tell: ['issues asked to be told', 'plain'],
  wish: ['forced release asked for', 'plain'],
  'wish-served': ['forced release brought', 'good'],
  'wish-ended': ['forced release given up', 'plain'],
  'claim-refused': ['claim to the branch refused', 'bad'],
  'component-removed': ['component left the stage', 'plain'],
  'tidy-proposed': ['tidying up proposed', 'plain'],
  'tidy-ended': ['tidying up ended', 'plain'],
  told: ['issue told', 'plain'],
  'not-told': ['issue not told', 'bad'],
  artifact: ['image built', 'plain'],
  'artifact-refused': ['reported image refused', 'bad'],
} as const satisfies Record<string, readonly [string, Tone]>;

type Kind = keyof typeof historyKinds;

export const isShown = (kind: string): kind is Kind => Object.hasOwn(historyKinds, kind);

/** What happened, in words. */
export function wordsOf(entry: HistoryEntry, facts: Pick<PageFacts, 'pipelines'>): { says: string; tone: Tone } {
  if (!isShown(entry.kind)) return { says: entry.kind, tone: 'plain' };
  const [says, tone] = historyKinds[entry.kind];
  return { says: ownWords(entry, facts) ?? says, tone };
}

/** Some kinds say themselves what was done. */
function ownWords(entry: HistoryEntry, facts: Pick<PageFacts, 'pipelines'>): string | undefined {
  switch (entry.kind) {
    case 'order': {
      const order = orderIn(entry);
      return order && `ordered: /sluice ${printable(order.does)}`;
    }
    case 'obeyed': {
      const does = factOf(entry, 'do');
      return does && `carried out: /sluice ${printable(does)}`;
    }
    case 'control': {
      const changes = changesIn(entry).map((change) => changeWords(change, zoneOfChange(change, entry, facts)));
      return changes.length === 0 ? undefined : list(changes);
    }
    case 'command':
      return factOf(entry, 'mistake') === undefined ? undefined : 'command not understood';
    case 'told':
      return factOf(entry, 'step')?.startsWith('tell-back:') === true ? 'issue told of the way back' : undefined;
    case 'superseded': {
      const ended = movedIn(entry);
      const isTold = ended.some(({ failed, replacedBy }) => failed === true || replacedBy !== undefined);
      return isTold ? supersededWords(ended) : undefined;
    }
    case 'wish':
      return isRollback(entry) ? 'rollback asked for' : undefined;
    default:
      return undefined;
  }
}

function zoneOfChange(
  change: ControlChange,
  entry: HistoryEntry,
  facts: Pick<PageFacts, 'pipelines'>,
): string | undefined {
  const { stage } = aimOf(change);
  const pipeline = factOf(entry, 'pipeline') ?? entry.lane?.split(':')[0];
  const repo = facts.pipelines.find((one) => one.repo === pipeline)?.repo;
  return stage === undefined || repo === undefined ? undefined : zoneAt(facts, laneId(repo, { stage }));
}

/** `payments held in production`, `everything frozen until Mon 9 Mar 09:00 (UTC)`. */
function changeWords(change: ControlChange, zone = 'UTC'): string {
  const { stage, component } = aimOf(change);
  const where = stage === undefined ? 'everything' : printable(stage);
  const what = component === undefined ? where : `${printable(component)} in ${where}`;
  if ('lifted' in change) return change.lifted === 'freeze' ? `freeze of ${what} lifted` : `hold of ${what} lifted`;
  switch (change.set) {
    case 'hold':
      return `${what} held`;
    case 'freeze': {
      const { until } = change.freeze;
      return `${what} frozen${until === undefined ? '' : ` until ${momentIn(zone, until)}`}`;
    }
    case 'resumed':
      return `${what} resumed`;
  }
}
