// Writes the JSON Schema of pipeline files, for editors, from the schema that Sluice itself reads them by.
import { writeFileSync } from 'node:fs';

import { pipelineFileJsonSchema } from '../src/core/pipeline/json-schema.ts';

const file = new URL('../docs/reference/pipeline-file.schema.json', import.meta.url);
writeFileSync(file, `${JSON.stringify(pipelineFileJsonSchema(), null, 2)}\n`);
