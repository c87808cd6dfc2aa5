import { z } from 'zod';

import { isPlainName, isRepoName } from '../names.ts';

/** Said of a component or stage whose name cannot become part of a branch's. */
export const NOT_A_NAME =
  'is not a name: write lower-case letters, digits and hyphens, beginning with a letter or digit';

const repo = z.string().refine((text): boolean => isRepoName(text), { error: 'is not a repository: write owner/name' });
const plainName = z.string().refine(isPlainName, { error: NOT_A_NAME });

/** A path inside a repository: relative, forward slashes, never out of it and never the policy itself. */
const filePath = z
  .string()
  .refine(
    (path) => !path.split('/').some((part) => part === '..' || part === '.' || part === '') && !/\p{Cc}/u.test(path),
    {
      error: 'is not a path inside the repository: write it from the top, without . and ..',
    },
  )
  .refine((path) => !path.startsWith('.github/'), {
    error: 'is in .github, which Sluice never edits',
  });

const list = <Item extends z.ZodType>(item: Item): z.ZodArray<Item> =>
  z.array(item).min(1, { error: 'is an empty list: name at least one' });

const pin = z.strictObject({
  file: filePath,
  arg: z.string().regex(/^[A-Za-z_][A-Za-z0-9_]*$/, { error: 'is not the name of a Dockerfile ARG' }),
  holds: z.literal('commit'),
});

const component = z.strictObject({
  code: z
    .union([repo, z.strictObject({ repo })], { error: 'owner/name, or a map with repo' })
    .transform((code) => (typeof code === 'string' ? code : code.repo)),
});

const stage = z.strictObject({
  kind: z.literal('docker'),
  repo: z.string(),
  branch: z
    .string()
    .regex(/^[A-Za-z0-9][\w./-]*$/, { error: 'is not a branch name' })
    .optional(),
  components: list(plainName).optional(),
  pins: list(pin),
  checks: z
    .union([z.literal('none'), list(z.string().min(1, { error: 'is not the name of a check' }))], {
      error: 'none, or a list of check names',
    })
    .optional(),
  merge: z.enum(['when-green', 'by-hand']),
});

/**
 * Version 1 of `.github/sluice.yml` in the repository that owns the pipeline, as far as this release carries it. The names that
 * its maps have for keys are checked elsewhere, since zod looks no further below a key that is wrong.
 */
export const pipelineFileV1 = z.strictObject({
  version: z.literal(1),
  components: z.record(z.string(), component),
  stages: z.record(z.string(), stage),
});

export type PipelineFileV1 = z.infer<typeof pipelineFileV1>;

/** The keys that each place of the file knows, for "did you mean". */
export const KNOWN_KEYS: Record<string, string[]> = {
  '': ['version', 'components', 'stages'],
  'components.*': ['code'],
  'components.*.code': ['repo'],
  'stages.*': ['kind', 'repo', 'branch', 'components', 'pins', 'checks', 'merge'],
  'stages.*.pins.*': ['file', 'arg', 'holds'],
};
