import { isKnown } from '../../core/answer.ts';
import {
  builtComponents,
  componentsOfImage,
  noComponent,
  type BuiltComponent,
} from '../../core/artifacts/built-component.ts';
import {
  commitIn,
  imageIn,
  imageWithoutCommit,
  readReport,
  type ArtifactReport,
  type BuiltImage,
} from '../../core/artifacts/report.ts';
import { contradictedBy } from '../../core/artifacts/image-origin.ts';
import { pinFileOf, sourceOf } from '../../core/artifacts/source-of.ts';
import type { CommitSha, Instant } from '../../core/names.ts';
import type { Pipeline } from '../../core/pipeline/pipeline.ts';
import { shortCommit, shortReference } from '../../core/text/phrases.ts';
import { UNREAD_AGAIN_MS, type Tools } from '../tools.ts';
import { learnArtifact } from './learn.ts';
import { isOpenBuild } from './open-builds.ts';
import { refuseForAll, refuseReport, withdrawRefusal } from './refuse-report.ts';

/** A report that cannot be checked for so long (a registry that stays away) is refused with that as its reason. */
const LONGEST_CHECK_MS = 24 * 3_600_000;

/** What became of a report: believed, refused with a reason, not to be said yet, or not for this pipeline to know. */
type Verdict = { believed: true } | { wrong: string } | { unsure: string } | { closed: true };

/**
 * Checks one stored report: it is believed from the component's build repository alone, for a commit on the branch that
 * counts, about a digest that the image's repository has. Answers when to try again what could not be read. It is stored under the
 * key of its attention: earlier releases called both by the delivery alone, and find by it what this one stored.
 */
export async function checkReport(tools: Tools, subject: string): Promise<Instant | undefined> {
  const [stored] = await tools.store.ledger.read({ key: `report:${subject}`, limit: 1 });
  if (stored === undefined) return undefined;
  const said = stored.facts as unknown as ArtifactReport;
  const pipelines = await tools.policies.pipelines();
  if (!concernsAny(pipelines, said)) return undefined;
  const isLate = tools.clock.now() >= stored.at + LONGEST_CHECK_MS;
  const report = await withRevision(tools, said);
  if ('unsure' in report && !isLate) return tools.clock.now() + UNREAD_AGAIN_MS;
  const read = 'unsure' in report ? { wrong: report.unsure } : readReport(report);
  if (!('wrong' in read)) return checkBuilt(tools, { pipelines, built: read.built, report: said, isLate });
  const commit = commitIn(said);
  const reasonIn = (): string => read.wrong;
  await refuseForAll(tools, { report: said, ...(commit === undefined ? {} : { commit }), reasonIn });
  return undefined;
}

/** GitHub's registry tells of every image that is pushed in a repository; most are no pipeline's. */
function concernsAny(pipelines: Pipeline[], report: ArtifactReport): boolean {
  if (report.by === 'report') return true;
  const image = imageIn(report);
  return (
    image !== undefined && pipelines.some((pipeline) => componentsOfImage(pipeline, image, report.repo).length > 0)
  );
}

/** GitHub's registry does not always say what an image was built from; the image itself does, by its label. */
async function withRevision(tools: Tools, report: ArtifactReport): Promise<ArtifactReport | { unsure: string }> {
  const image = imageWithoutCommit(report);
  if (image === undefined) return report;
  const revision = await tools.registry.revisionOf(image.image, image.digest);
  if (!isKnown(revision)) return { unsure: revision.unknown };
  return { ...report, said: { ...image.said, ...(revision.known === undefined ? {} : { commit: revision.known }) } };
}

interface WellFormed {
  pipelines: Pipeline[];
  built: BuiltImage;
  report: ArtifactReport;
  /** Whether what cannot be read now is waited for no longer. */
  isLate: boolean;
}

/** Each pipeline judges for itself, so that none is kept from an image by what another lacks or has. */
async function checkBuilt(tools: Tools, about: WellFormed): Promise<Instant | undefined> {
  const { pipelines, built, report, isLate } = about;
  const { commit } = built;
  let [again, isAboutNone]: [Instant | undefined, boolean] = [undefined, true];
  for (const component of pipelines.flatMap((pipeline) => componentsIn(pipeline, about))) {
    const verdict = await check(tools, { about: component, built, report, isLate });
    if ('closed' in verdict) continue;
    isAboutNone = false;
    if ('unsure' in verdict && !isLate) {
      tools.log.warn({ report: report.id, cause: verdict.unsure }, 'report not checked yet');
      again = tools.clock.now() + UNREAD_AGAIN_MS;
      continue;
    }
    const reason = 'unsure' in verdict ? verdict.unsure : 'wrong' in verdict ? verdict.wrong : undefined;
    if (reason === undefined) await withdrawRefusal(tools, component, { repo: report.repo, commit });
    else await refuseReport(tools, component, { report, commit, reason });
  }
  if (isAboutNone) await refuseForAll(tools, { report, commit, reasonIn: (pipeline) => whyNot(pipeline, about) });
  return again;
}

function componentsIn(pipeline: Pipeline, { built, report }: WellFormed): BuiltComponent[] {
  const named = builtComponents(pipeline, built, report.repo);
  return 'wrong' in named ? [] : named.components;
}

function whyNot(pipeline: Pipeline | undefined, { built, report }: WellFormed): string {
  const named = pipeline === undefined ? undefined : builtComponents(pipeline, built, report.repo);
  return named !== undefined && 'wrong' in named ? named.wrong : noComponent(built, report.repo);
}

interface Checked extends Omit<WellFormed, 'pipelines'> {
  about: BuiltComponent;
}

async function check(tools: Tools, { about, built, report, isLate }: Checked): Promise<Verdict> {
  const { pipeline, component, place } = about;
  const isOpen = await isOpenBuild(tools.looks, about);
  if (!isKnown(isOpen) && isLate) return { closed: true };
  if (!isKnown(isOpen)) return { unsure: `${place.repo} could not be read: ${isOpen.unknown}` };
  if (!isOpen.known) return { closed: true };
  const file = pinFileOf(place, component);
  const found = await tools.looks.builtCommit({ ...place, ...(file === undefined ? {} : { file }) }, built.commit);
  if (!isKnown(found)) return { unsure: `${place.repo} could not be read: ${found.unknown}` };
  const commit = shortCommit(built.commit);
  if (found.known === undefined) return { wrong: `${place.repo} has no commit ${built.commit}` };
  if (!found.known.onBranch)
    return { wrong: `${commit} is not on the ${place.branch ?? 'default'} branch of ${place.repo}` };
  const source = sourceOf(place, component, found.known);
  if ('wrong' in source) return source;
  const image = component.image ?? built.image;
  const verdict = await judgeImage(tools, { about, built, image, source: source.source });
  if (!('believed' in verdict)) return verdict;
  await learnArtifact(tools, pipeline, {
    pipeline: pipeline.repo,
    component: component.name,
    image,
    digest: built.digest,
    ...(built.tag === undefined ? {} : { tag: built.tag }),
    ...(built.version === undefined ? {} : { version: built.version }),
    builtFrom: { repo: place.repo, commit: built.commit },
    source: source.source,
    by: report.by,
  });
  return verdict;
}

async function judgeImage(
  { registry, store }: Tools,
  { about, built, image, source }: Pick<Checked, 'about' | 'built'> & { image: string; source: CommitSha },
): Promise<Verdict> {
  const { digest, commit } = built;
  const exists = await registry.has(image, digest);
  if (!isKnown(exists)) return { unsure: exists.unknown };
  if (!exists.known) return { wrong: `${image} has no image ${shortReference(digest)}` };
  const label = await registry.revisionOf(image, digest);
  if (!isKnown(label)) return { unsure: label.unknown };
  const first = await store.artifacts.withDigest(about.pipeline.repo, about.component.name, digest);
  const origin = { image, digest, commit, source, label: label.known, first: first?.builtFrom.commit };
  const wrong = contradictedBy(origin);
  return wrong === undefined ? { believed: true } : { wrong };
}
