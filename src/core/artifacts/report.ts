import { z } from 'zod';

import { isCommitSha, isDigest, isPlainName, type CommitSha, type Digest, type RepoName } from '../names.ts';
import { quoted } from '../errors/catalogue.ts';

/** A fact that a delivery carries: somebody says that an image was built. Nothing of it is believed before it was checked. */
export interface ArtifactReport {
  /** The delivery that brought it: the same for every redelivery. */
  id: string;
  /** `report`: a `sluice-artifact` dispatch; `package`: GitHub's own registry. */
  by: 'report' | 'package';
  /** The repository that it came from. */
  repo: RepoName;
  /** Who sent it. */
  sender: string;
  /** What was said, as it came. */
  said: unknown;
}

/** What a well-formed report says. */
export interface BuiltImage {
  component?: string;
  image: string;
  digest: Digest;
  tag?: string;
  version?: string;
  commit: CommitSha;
}

const TAG = /^\w[\w.-]{0,127}$/;

/** A text that is refused in the same words whether it is no text at all or not the right one. */
const textLike = (error: string, is: RegExp | ((text: string) => boolean)): z.ZodType<string> =>
  z.string({ error }).refine((text) => (typeof is === 'function' ? is(text) : is.test(text)), { error });

/** Version 1 of a report; fields of a later version are passed over. */
export const reportV1 = z.object(
  {
    v: z.literal(1, { error: 'v: takes the number 1' }),
    component: textLike('component: is not the name of a component', isPlainName).optional(),
    image: z
      .string({ error: 'image: is missing; it takes the repository that the image was pushed to' })
      .regex(/^[^\s@]{1,255}$/, { error: 'image: is not a repository; write it without tag and digest' }),
    digest: z.string({ error: 'digest: is missing; it takes sha256:…' }).refine((text): boolean => isDigest(text), {
      error: ({ input }) => `digest: ${quoted(String(input))} is not a digest; write sha256: and 64 hexadecimal digits`,
    }),
    tag: textLike('tag: is not a tag', TAG).optional(),
    version: textLike('version: is not a version', /^[\w.+-]{1,128}$/).optional(),
    commit: z
      .string({ error: 'commit: is missing; it takes the full id of the commit that was built' })
      .refine((text): boolean => isCommitSha(text), {
        error: ({ input }) => `commit: ${quoted(String(input))} is not a full commit id`,
      }),
  },
  { error: 'the report: is not an object; it takes {"v": 1, "image": …, "digest": …, "commit": …}' },
);

/** Reads a report, or says everything that is wrong with it in one sentence. */
export function readReport({ said }: ArtifactReport): { built: BuiltImage } | { wrong: string } {
  const parsed = reportV1.safeParse(said);
  if (!parsed.success) return { wrong: parsed.error.issues.map(({ message }) => message).join('; ') };
  const { component, image, digest, tag, version, commit } = parsed.data;
  return {
    built: {
      ...(component === undefined ? {} : { component }),
      image,
      digest: digest as Digest,
      ...(tag === undefined ? {} : { tag }),
      ...(version === undefined ? {} : { version }),
      commit: commit as CommitSha,
    },
  };
}

/** What a report that cannot be read still names: where its author looks for an answer. */
export function commitIn({ said }: ArtifactReport): CommitSha | undefined {
  const commit = typeof said === 'object' && said !== null ? (said as { commit?: unknown }).commit : undefined;
  return typeof commit === 'string' && isCommitSha(commit) ? commit : undefined;
}

/** The image that a report names, wherever else it is wrong. */
export function imageIn({ said }: ArtifactReport): string | undefined {
  const image = typeof said === 'object' && said !== null ? (said as { image?: unknown }).image : undefined;
  return typeof image === 'string' ? image : undefined;
}

/** An image of which a registry said no more than that it was pushed. */
export function imageWithoutCommit({
  by,
  said,
}: ArtifactReport): { image: string; digest: Digest; said: Record<string, unknown> } | undefined {
  if (by !== 'package' || typeof said !== 'object' || said === null) return undefined;
  const { commit, image, digest } = said as { commit?: unknown; image?: unknown; digest?: unknown };
  if (commit !== undefined || typeof image !== 'string' || typeof digest !== 'string' || !isDigest(digest))
    return undefined;
  return { image, digest, said: { ...said } };
}
