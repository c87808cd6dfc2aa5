import { known, lacking, unknown, type Answer } from '../../../core/answer.ts';
import { branchName, commitSha } from '../../../core/names.ts';
import type { LaneComponent, StageReading } from '../../../core/pipeline/lanes.ts';
import type { BuiltBranch, UpstreamStage } from '../../../core/promotion/facts.ts';
import { pathsOf } from '../documents/files.ts';
import type { BuildsRead, StageRead } from '../documents/upstream-part.ts';
import { branchCommits } from '../snapshot/branch-commits.ts';
import type { RawBuilds, RawStage, RawTip, RawWalls } from '../raw.ts';
import type { Self } from '../self.ts';
import { wholeEnvironment } from '../snapshot/environment-facts.ts';
import { whyTextless } from '../snapshot/pinned-file.ts';
import { audienceOf, consentIn } from '../snapshot/snapshot.ts';

/** The newest commits of a branch that images are built from. */
export function builtBranch(raw: RawBuilds, { repo }: BuildsRead): Answer<BuiltBranch> {
  const { branch } = raw;
  if (!branch?.target) return lacking(`the branch of ${repo} that images are built from does not exist`);
  const { commits } = branch.target;
  if (!commits?.nodes) return unknown(`what ${repo} was built from could not be read`);
  return known({
    of: 'builds',
    repo,
    ...wallsOf(raw),
    branch: branchName(branch.name),
    commits: branchCommits({ commits }),
  });
}

/** What a component reads of a stage, and what was read of it for every component. */
interface StageAsked {
  read: StageRead;
  reading: Pick<StageReading, 'pins'>;
  component: Pick<LaneComponent, 'name'>;
  self: Self;
}

/**
 * A stage as one component sees it: a file of its own that cannot be read makes it unknown, the files of others do not, since one
 * bad item holds no other (promise 10).
 */
export function upstreamStage(raw: RawStage, { read, reading, component, self }: StageAsked): Answer<UpstreamStage> {
  const { stage, kind, repo } = read;
  const { branch } = raw;
  if (!branch?.target) return lacking(`the branch of ${stage} in ${repo} does not exist`);
  const texts = textsOf(branch.target, read.paths);
  const bad = pathsOf(reading.pins, [component]).find((path) => texts.unreadable.has(path));
  if (bad !== undefined) return unknown(`${bad} of ${repo} cannot be read: ${texts.unreadable.get(bad) ?? ''}`);
  const environment = kind === 'environment' ? wholeEnvironment(raw, branch.target, self) : undefined;
  if (kind === 'environment' && environment === undefined)
    return unknown(`what is known of ${stage} could not be read`);
  return known({
    stage,
    repo,
    ...wallsOf(raw),
    branch: branchName(branch.name),
    tip: commitSha(branch.target.oid),
    files: texts.files,
    ...(environment === undefined ? {} : { environment }),
  });
}

const wallsOf = (raw: RawWalls): Pick<UpstreamStage, 'audience' | 'consent'> => ({
  audience: audienceOf(raw.visibility),
  consent: consentIn(raw),
});

/** The texts by path, and why some of them cannot be had. */
function textsOf(tip: RawTip, paths: string[]): { files: UpstreamStage['files']; unreadable: Map<string, string> } {
  const files: UpstreamStage['files'] = new Map();
  const unreadable = new Map<string, string>();
  for (const [index, path] of paths.entries()) {
    const entry = tip[`f${index}`];
    const why = entry ? whyTextless(entry.object) : undefined;
    if (why === undefined) files.set(path, entry?.object?.text ?? undefined);
    else unreadable.set(path, why);
  }
  return { files, unreadable };
}
