import { isKnown } from '../../answer.ts';
import type { Artifact } from '../../artifacts/artifact.ts';
import { isCommitSha, isDigest, type CommitSha } from '../../names.ts';
import type { LaneComponent } from '../../pipeline/lanes.ts';
import { shortCommit, shortReference } from '../../text/phrases.ts';
import { answerTo, type ArtifactQuestion } from '../questions.ts';
import type { Facts } from '../facts.ts';

/** What a pin holds or is to hold, and the code it stands for; changelogs run over `code`. */
export interface Reference {
  /** A full commit id, or a digest. */
  value: string;
  code: CommitSha;
  /** The build, where the value is a digest. */
  artifact?: Artifact;
  /** The tag that stands beside the digest. */
  tag?: string;
}

/** The code that a value stands for: known, still to be asked for, or not to be had. */
export type ResolvedReference =
  { known: Reference } | { question: ArtifactQuestion } | { unknown: string } | { nameless: string };

/** A commit stands for itself; a digest for what its build was made of. `nameless`: nobody knows what the image was built from. */
export function resolveReference(
  facts: Facts,
  component: LaneComponent,
  held: { value: string; tag?: string },
): ResolvedReference {
  const { value, tag } = held;
  if (isCommitSha(value)) return { known: { value, code: value } };
  if (!isDigest(value)) return { nameless: `"${value}" is neither a commit nor a digest` };
  const known = facts.artifacts.find((artifact) => artifact.component === component.name && artifact.digest === value);
  if (known !== undefined) return { known: ofArtifact(known, tag) };
  const question: ArtifactQuestion = {
    ask: 'artifact',
    repo: facts.lane.pipeline,
    component: component.name,
    digest: value,
  };
  const answer = answerTo(facts.answers, question);
  if (answer === undefined) return { question };
  if (!isKnown(answer)) return { unknown: answer.unknown };
  if (answer.known !== undefined) return { known: ofArtifact(answer.known, tag) };
  return {
    nameless: `nobody has told what ${shortReference(value)} was built from, and the image has no label that does`,
  };
}

export function ofArtifact(artifact: Artifact, tag = artifact.tag): Reference {
  return { value: artifact.digest, code: artifact.source, artifact, ...(tag === undefined ? {} : { tag }) };
}

/** A reference as people read it: the tag or version where there is one, else the short commit, and the image's digest. */
export function referenceName({ value, code, tag, artifact }: Reference): string {
  const version = artifact?.version ?? (tag === undefined || isCommitSha(tag) ? undefined : tag);
  return version ?? (isCommitSha(value) ? shortCommit(value) : shortCommit(code));
}
