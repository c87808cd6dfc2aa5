import { afterAll, beforeAll, describe } from '@jest/globals';
import { Library } from './history/library.ts';
import { rangeContract } from './history/ranges.ts';
import { pathsContract } from './history/paths.ts';

let library: Library;
beforeAll(async () => {
  library = await Library.open();
});
afterAll(() => library.close());

for (const [source, name] of [
  ['api', "GitHub's API alone"],
  ['mirror', 'a mirror, with the API behind it'],
  ['git', 'a clone alone'],
] as const) {
  describe(name, () => {
    rangeContract(() => library, source);
    pathsContract(() => library, source);
  });
}
