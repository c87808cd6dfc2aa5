import { known, lacking, unknown, type Answer } from '../../../core/answer.ts';
import { branchName, commitSha } from '../../../core/names.ts';
import { readConsent, type Consent } from '../../../core/pipeline/joining/joining-file.ts';
import type { Audience, Snapshot } from '../../../core/promotion/snapshot.ts';
import { bringsHistories } from '../documents/files.ts';
import { branchState } from './branch-state.ts';
import { endedOf } from '../pull-requests/ended.ts';
import { environmentFacts, type LookedAt } from './environment-facts.ts';
import { pinnedFile } from './pinned-file.ts';
import { isWhole, openPullRequest } from '../pull-requests/open.ts';
import { nodesOf, type RawConsent, type RawHere, type RawTip, type RawVisibility } from '../raw.ts';
import { asksForQueue, mergeMethodsOf, requirementsOf } from './requirements.ts';

/** What the look saw of a lane's own repository. */
export function snapshotOf(raw: RawHere, asked: LookedAt): Answer<Snapshot> {
  const { base, head } = raw;
  if (base?.target === null || base?.target === undefined) return lacking(noBase(asked.lane));
  const tip = base.target;
  const branch = branchState(raw, asked.self);
  if (branch === 'unknown') return unknown('what its Sluice branch adds to the base could not be read');
  if (lacksPast(raw, tip, asked.paths)) return unknown('its past could not be read');
  const environment = environmentFacts(raw, asked);
  if (environment === 'unknown') return unknown('its deployments and pull requests could not be read');
  const open = nodesOf(head?.open).find((pr) => !pr.isCrossRepository);
  if (open !== undefined && !isWhole(open))
    return unknown(`the reviews and comments of #${open.number} could not be read`);
  const context = { self: asked.self, branchTip: branch?.tip, baseMoved: hasMoved(base) };
  return known({
    repo: asked.lane.repo,
    id: raw.id,
    audience: audienceOf(raw.visibility),
    archived: raw.isArchived,
    consent: consentIn(raw),
    base: { name: branchName(base.name), tip: commitSha(tip.oid), tree: tip.tree?.oid ?? '' },
    requires: { ...requirementsOf(base), mergeQueue: asksForQueue(base) || open?.isMergeQueueEnabled === true },
    mergeMethods: mergeMethodsOf(raw),
    autoMergeAllowed: raw.autoMergeAllowed,
    files: asked.paths.map((path, index) => pinnedFile(path, index, { base: tip, head: head?.target ?? undefined })),
    ...(branch === undefined ? {} : { branch }),
    ...(open === undefined ? {} : { open: openPullRequest(open, context) }),
    ...endedOf(raw, asked.self),
    ...environment,
  });
}

const noBase = ({ base }: LookedAt['lane']): string =>
  `its base branch ${base === undefined ? '' : `${base} `}does not exist`;

const lacksPast = ({ past }: RawHere, tip: RawTip, paths: string[]): boolean =>
  past === null || (bringsHistories(paths) && paths.some((_, index) => !tip[`h${index}`]));

/** Whether a repository has joined, as its default branch says. */
export const consentIn = ({ consent }: { consent: RawConsent }): Consent =>
  readConsent(consent?.target?.file?.object?.text ?? undefined);

const hasMoved = ({ ahead }: NonNullable<RawHere['base']>): boolean => (ahead?.behindBy ?? 0) > 0;

export const audienceOf = (visibility: RawVisibility): Audience => visibility.toLowerCase() as Audience;
