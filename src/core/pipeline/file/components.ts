import { z } from 'zod';

import { exactText, image, inside, list, oneOf, owner, plainName, repoTemplate, tag, told } from './values.ts';

const workflow = z.string().regex(/^[\w.-]+\.ya?ml$/, {
  error: 'is not the name of a workflow file: write it as it stands in .github/workflows, such as build.yml',
});

/** A workflow's file or a commit status, of which one tells that something is done. */
export const signal = {
  workflow: told(workflow, 'Workflow', 'The file of a GitHub Actions workflow, such as build.yml.').optional(),
  status: told(
    exactText('the context of a status'),
    'Status',
    'The context of a commit status, for any other CI.',
  ).optional(),
};

/** The paths of a repository that count. */
export const paths = told(
  list(inside),
  'Paths',
  'The paths of the code repository that are this component, as globs such as web/**.',
);

/** Where images go. */
export const imageKey = told(image, 'Image', 'The repository that its images are pushed to, without tag and digest.');
/** Who is told. */
export const ownersKey = told(
  list(owner),
  'Owners',
  'People and teams that are mentioned, and so notified, where a deployment of theirs failed. They decide nothing.',
);
/** The prefab to begin with. */
export const likeKey = told(
  plainName,
  'Like',
  'The prefab whose settings these begin with; what is said here itself wins.',
);

const code = z.union(
  [
    repoTemplate,
    z.strictObject({
      repo: told(repoTemplate, 'Repository', 'The code repository, as owner/name.'),
      paths: paths.optional(),
    }),
  ],
  { error: 'owner/name, or a map with repo' },
);

/** What a component says, and a prefab. */
const settings = {
  code: told(code, 'Code', 'The code repository. Merges to its default branch start the flow.').optional(),
  image: imageKey.optional(),
  tag: told(
    tag,
    'Tag',
    'How an image is tagged that was made from a commit: {commit} is its id, {short} the first seven characters.',
  ).optional(),
  build: told(
    oneOf(signal),
    'Build',
    'What tells that an image was built; a report by the build needs neither.',
  ).optional(),
  owners: ownersKey.optional(),
};

/** A component; its code may come from a prefab, so it is asked for elsewhere. */
export const component = z
  .strictObject({ ...settings, like: likeKey.optional() })
  .meta({ anyOf: [{ required: ['code'] }, { required: ['like'] }] });

/** A component's settings by another name. */
export const prefab = z.strictObject(settings);
