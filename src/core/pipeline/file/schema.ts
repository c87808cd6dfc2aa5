import { z } from 'zod';

import { changelog } from './changelog.ts';
import { component, prefab } from './components.ts';
import { issues } from './issues.ts';
import { stage } from './stages.ts';
import { told } from './values.ts';

/**
 * Version 1 of `.github/sluice.yml` in the repository that owns the pipeline. The names that its maps have for keys are checked
 * elsewhere, since zod looks no further below a key that is wrong.
 */
export const pipelineFileV1 = z.strictObject({
  version: told(z.literal(1), 'Version', 'The version of the format: 1.'),
  components: told(z.record(z.string(), component), 'Components', 'What is released, by name.'),
  prefabs: told(z.record(z.string(), prefab), 'Prefabs', 'Settings that components begin with, by name.').optional(),
  stages: told(z.record(z.string(), stage), 'Stages', 'The steps that a component passes, by name.'),
  issues: told(issues, 'Issues', 'What is done about issues as their changes advance.').optional(),
  changelog: told(changelog, 'Changelog', 'How what a release brings is arranged.').optional(),
});

export type PipelineFileV1 = z.infer<typeof pipelineFileV1>;
