import type { Answer } from '../answer.ts';
import { isKnown } from '../answer.ts';
import type { Instant } from '../names.ts';
import type { Pipeline } from '../pipeline/pipeline.ts';
import type { CloseStep, PublishStep, StatusStep } from '../promotion/plan-model.ts';
import { pullRequestOf } from '../promotion/plan-publish.ts';
import type { Snapshot } from '../promotion/snapshot.ts';
import { LaneBranch } from '../text/branches.ts';
import { plural } from '../text/phrases.ts';
import { statusLine } from '../text/status-line.ts';
import { belongingsOf, type Belongings, type FilesBelow } from './belongings.ts';
import { describeTidy, TIDY_CONTEXT } from './describe-tidy.ts';
import { filesOf, isIn, removalKey, type Removal } from './removal.ts';
import { Lineage } from '../text/trailers.ts';

export interface TidyFacts {
  now: Instant;
  web: string;
  removal: Removal;
  /** The pipeline in force. */
  pipeline: Pipeline;
  /** Whether the pull request of this removal was opened once; there is never a second. */
  proposed: boolean;
  here: Answer<Snapshot>;
  /** Of the branch's tip. */
  below: Answer<FilesBelow>;
  /** Who changed the pipeline file last, where that is known. */
  by?: string;
}

/** What is done now, and whether anything of this removal is left to do. */
export interface TidyPlan {
  steps: (PublishStep | CloseStep | StatusStep)[];
  /** `ended`: nothing more of this removal is Sluice's to do; `open`: a person has the pull request; `blocked`: somebody has to act. */
  state: 'ended' | 'doing' | 'open' | 'blocked' | 'unread';
  /** A sentence for the log and the ledger. */
  says: string;
  /** What is left for a person. */
  left?: Belongings['left'];
}

/** GitHub takes more deletions in one commit; a person who has to read them does not. */
export const MOST_FILES = 100;

/** Decides about the files that a removed component leaves in one stage. Nothing is ever merged here: a person reads, and merges. */
export function planTidy(facts: TidyFacts): TidyPlan {
  const { removal, pipeline, here, below } = facts;
  if (removal.ownRepository) return ended(`${removal.repo} holds nothing but ${removal.component.name}`);
  if (!isKnown(here)) return { steps: [], state: here.lasting ? 'blocked' : 'unread', says: here.unknown };
  const snapshot = here.known;
  if (isIn(pipeline, removal)) return cameBack(removal, snapshot);
  const closed = endedByPeople(facts, snapshot);
  if (closed !== undefined) return ended(closed);
  const hindered = hindrance(removal, snapshot);
  if (hindered !== undefined) return { steps: [], state: 'blocked', says: hindered };
  if (!isKnown(below)) return { steps: [], state: 'unread', says: below.unknown };
  const inUse = filesOf(pipeline, removal);
  const found = belongingsOf(removal, { here: snapshot, below: below.known, inUse });
  if (found.deletes.length === 0 && !isProposed(snapshot)) return nothingToDelete(removal, found);
  if (found.deletes.length > MOST_FILES) return tooMany(removal, found);
  return propose(facts, snapshot, found);
}

const ended = (says: string): TidyPlan => ({ steps: [], state: 'ended', says });

/** Ours is the branch with this removal's own commit, which moves nothing; a promotion's moves something. */
const isTidy = (lineage: Lineage | undefined): boolean => lineage !== undefined && lineage.entries.length === 0;

const isProposed = ({ open, branch }: Snapshot): boolean => open !== undefined && isTidy(branch?.lineage);

function cameBack(removal: Removal, { open, branch }: Snapshot): TidyPlan {
  const says = `${removal.component.name} is back in ${removal.stage}`;
  if (open === undefined || !isTidy(branch?.lineage)) return ended(says);
  if (hasPersonsWork(branch)) return ended(`${says}, and #${open.number} is left to the person who committed to it`);
  const model = { component: removal.component.name, stage: removal.stage };
  const key = `tidy-back:${removalKey(removal)}`;
  const pullRequest = { number: open.number, id: open.id };
  return {
    steps: [{ do: 'close', key, pullRequest, body: { template: 'tidy-withdrawn', kind: 'said', model, key } }],
    state: 'ended',
    says: `${says}: #${open.number} is closed`,
  };
}

/** One pull request a removal: whatever a person did with it is the answer. */
function endedByPeople({ proposed, removal }: TidyFacts, { open, declined }: Snapshot): string | undefined {
  if (open !== undefined) return undefined;
  if (declined !== undefined && isTidy(declined.lineage) && declined.lineage?.pipeline.commit === removal.commit)
    return `#${declined.number} was closed by ${declined.by}`;
  return proposed ? 'its pull request has ended' : undefined;
}

/** Everything that keeps Sluice from writing here, as from any other write. */
function hindrance(removal: Removal, { repo, archived, consent, branch }: Snapshot): string | undefined {
  if (archived) return `${repo} is archived`;
  const joined = repo === removal.pipeline || ('to' in consent && consent.to === removal.pipeline);
  if (!joined) return `${repo} has not joined ${removal.pipeline}`;
  return hasPersonsWork(branch) ? `a person has committed to ${headOf(removal)}; it is left alone` : undefined;
}

const hasPersonsWork = (branch: Snapshot['branch']): boolean =>
  branch !== undefined && branch.commits.some(({ byUs }) => !byUs);

const headOf = ({ stage, component }: Removal): PublishStep['head'] =>
  LaneBranch.format({ stage, component: component.name });

/** What no pull request can show is said where the one who removed the component looks: on the commit of the pipeline file. */
function nothingToDelete(removal: Removal, { left }: Belongings): TidyPlan {
  if (left.length === 0) return ended('nothing of it is left');
  const [first] = left;
  const more = left.length > 1 ? ` and ${plural(left.length - 1, 'more place')}` : '';
  const where = first === undefined ? '' : `${first.path}${first.line === undefined ? '' : `:${first.line}`}`;
  const says = `${removal.component.name} is still in ${where}${more} of ${removal.repo}, which others share: a person removes it`;
  return { steps: [sayOnCommit(removal, says)], state: 'ended', says, left };
}

function tooMany(removal: Removal, { deletes, left }: Belongings): TidyPlan {
  const says = `${removal.component.name} has ${deletes.length} files in ${removal.repo}, too many to delete unread: a person removes them`;
  const files = deletes.map((path) => ({ path, because: 'too many to delete unread' }));
  return { steps: [sayOnCommit(removal, says)], state: 'ended', says, left: [...left, ...files] };
}

function sayOnCommit(removal: Removal, says: string): StatusStep {
  const context = `${TIDY_CONTEXT}/${removal.stage}/${removal.component.name}`;
  const { commit } = removal;
  return {
    do: 'status',
    key: `status:${context}@${commit}`,
    commit,
    context,
    state: 'success',
    description: statusLine(says),
  };
}

function propose(facts: TidyFacts, here: Snapshot, found: Belongings): TidyPlan {
  const { removal } = facts;
  const { open, branch, base } = here;
  const words = describeTidy(facts, here, found);
  const isCurrent = isTidy(branch?.lineage) && open?.bodyKey === words.body.key && open.mergeable !== 'conflicting';
  if (open !== undefined && (isCurrent || found.deletes.length === 0))
    return { steps: [], state: 'open', says: `#${open.number} waits for a person` };
  const step: PublishStep = {
    do: 'publish',
    key: `publish:${removalKey(removal)}@${branch?.tip ?? 'new'}`,
    how: branch === undefined ? 'create' : branch.tip === base.tip ? 'append' : 'rewrite',
    repositoryId: here.id,
    head: headOf(removal),
    base: base.name,
    onto: base.tip,
    ontoTree: base.tree,
    ...(branch === undefined ? {} : { before: branch.tip }),
    edits: [],
    deletes: found.deletes,
    commit: { headline: words.title, body: Lineage.format(lineageOf(removal)) },
    ...pullRequestOf(here),
    ...words,
  };
  return { steps: [step], state: 'doing', says: words.title };
}

const lineageOf = ({ stage, component, pipeline, commit }: Removal): Lineage => ({
  lane: { stage, component: component.name },
  pipeline: { repo: pipeline, commit },
  entries: [],
});
