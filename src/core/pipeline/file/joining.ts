import { z } from 'zod';

import { imageKey, likeKey, ownersKey, paths } from './components.ts';
import { plainName, repo, told } from './values.ts';

/** `.github/sluice.yml` of a repository that takes part in the pipeline of another. */
export const joiningFileV1 = z.strictObject({
  pipeline: told(repo, 'Pipeline', 'The repository that owns the pipeline, as owner/name.'),
  component: told(plainName, 'Component', 'The name of the component whose code is here.').optional(),
  paths: paths.optional(),
  image: imageKey.optional(),
  owners: ownersKey.optional(),
  like: likeKey.optional(),
});
