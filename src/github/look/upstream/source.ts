import { known, lacking, unknown, type Answer } from '../../../core/answer.ts';
import { branchName, commitSha } from '../../../core/names.ts';
import { readConsent } from '../../../core/pipeline/joining/joining-file.ts';
import type { LaneComponent } from '../../../core/pipeline/lanes.ts';
import type { Source } from '../../../core/promotion/facts.ts';
import { rootsOf } from '../../../core/changelog/range/path-roots.ts';
import type { SourceRead } from '../documents/look-parts.ts';
import { nodesOf, type RawSource, type RawSourceTip } from '../raw.ts';
import { audienceOf } from '../snapshot/snapshot.ts';

/** What a component's code repository offers: its newest commit, or the newest that changed the component's own paths. */
export function sourceOf(raw: RawSource, read: SourceRead, { code, paths }: LaneComponent): Answer<Source> {
  const branch = raw.defaultBranchRef;
  if (branch?.target === null || branch?.target === undefined) return lacking(`${code} has no commit yet`);
  const roots = rootsOf(paths);
  const tip = roots === undefined ? known(branch.target.oid) : newestBelow(branch.target, read, roots);
  if ('unknown' in tip) return tip;
  return known({
    repo: code,
    audience: audienceOf(raw.visibility),
    consent: readConsent(branch.target.file?.object?.text ?? undefined),
    branch: branchName(branch.name),
    tip: commitSha(tip.known),
  });
}

function newestBelow(tip: RawSourceTip, read: SourceRead, roots: string[]): Answer<string> {
  const histories = roots.map((root) => tip[`p${read.roots.indexOf(root)}`]);
  if (histories.some((history) => !history?.nodes)) return unknown(`what changed in ${read.repo} could not be read`);
  const [newest] = histories
    .flatMap((history) => nodesOf(history))
    .toSorted((a, b) => Date.parse(b.committedDate) - Date.parse(a.committedDate));
  return newest === undefined
    ? unknown(`${read.repo} has no commit that touches ${roots.join(' or ')}`)
    : known(newest.oid);
}
