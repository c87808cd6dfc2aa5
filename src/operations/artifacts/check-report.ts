import { isKnown } from '../../core/answer.ts';
import { builtComponents, type BuiltComponent } from '../../core/artifacts/built-component.ts';
import {
  commitIn,
  imageWithoutCommit,
  readReport,
  type ArtifactReport,
  type BuiltImage,
} from '../../core/artifacts/report.ts';
import { pinFileOf, sourceOf } from '../../core/artifacts/source-of.ts';
import type { Instant } from '../../core/names.ts';
import { shortCommit, shortReference } from '../../core/text/phrases.ts';
import { UNREAD_AGAIN_MS, type Tools } from '../tools.ts';
import { learnArtifact } from './learn.ts';
import { refuseReport, withdrawRefusal } from './refuse-report.ts';

/** A report that cannot be checked for so long (a registry that stays away) is refused with that as its reason. */
const LONGEST_CHECK_MS = 24 * 3_600_000;

/** What became of a report: believed, refused with a reason, or not to be said yet. */
type Verdict = { believed: true } | { wrong: string } | { unsure: string };

/**
 * Checks one stored report: it is believed from the component's build repository alone, for a commit on the branch that
 * counts, about a digest that the image's repository has. Answers when to try again what could not be read.
 */
export async function checkReport(tools: Tools, id: string): Promise<Instant | undefined> {
  const [stored] = await tools.store.ledger.read({ key: `report:${id}`, limit: 1 });
  if (stored === undefined) return undefined;
  const report = await withRevision(tools, stored.facts as unknown as ArtifactReport);
  if ('unsure' in report) return tools.clock.now() + UNREAD_AGAIN_MS;
  const read = readReport(report);
  if ('wrong' in read) {
    const commit = commitIn(report);
    await refuseReport(tools, { report, ...(commit === undefined ? {} : { commit }), reason: read.wrong });
    return undefined;
  }
  const { built } = read;
  const named = builtComponents(await tools.policies.pipelines(), built, report.repo);
  if ('wrong' in named) {
    await refuseReport(tools, { report, commit: built.commit, reason: named.wrong });
    return undefined;
  }
  for (const about of named.components) {
    const verdict = await check(tools, { about, built, report });
    if ('unsure' in verdict && tools.clock.now() < stored.at + LONGEST_CHECK_MS) {
      tools.log.warn({ report: id, cause: verdict.unsure }, 'report not checked yet');
      return tools.clock.now() + UNREAD_AGAIN_MS;
    }
    const reason = 'unsure' in verdict ? verdict.unsure : 'wrong' in verdict ? verdict.wrong : undefined;
    if (reason === undefined) await withdrawRefusal(tools, report.repo, built.commit);
    else await refuseReport(tools, { report, about, commit: built.commit, reason });
  }
  return undefined;
}

/** GitHub's registry does not always say what an image was built from; the image itself does, by its label. */
async function withRevision(tools: Tools, report: ArtifactReport): Promise<ArtifactReport | { unsure: string }> {
  const image = imageWithoutCommit(report);
  if (image === undefined) return report;
  const revision = await tools.registry.revisionOf(image.image, image.digest);
  if (!isKnown(revision)) return { unsure: revision.unknown };
  return { ...report, said: { ...image.said, ...(revision.known === undefined ? {} : { commit: revision.known }) } };
}

interface Checked {
  about: BuiltComponent;
  built: BuiltImage;
  report: ArtifactReport;
}

async function check(tools: Tools, { about, built, report }: Checked): Promise<Verdict> {
  const { pipeline, component, place } = about;
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
  const exists = await tools.registry.has(image, built.digest);
  if (!isKnown(exists)) return { unsure: exists.unknown };
  if (!exists.known) return { wrong: `${image} has no image ${shortReference(built.digest)}` };
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
  return { believed: true };
}
