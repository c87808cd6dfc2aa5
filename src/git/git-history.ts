import { resolve } from 'node:path';

import { known, lacking, unknown } from '../core/answer.ts';
import type { History } from '../core/changelog/history.ts';
import { rootsOf } from '../core/changelog/range/path-roots.ts';
import { GitProcess } from './process/git-process.ts';
import type { Gits } from './process/gits.ts';
import { toRange } from './reading/to-range.ts';

const LIMITS = [
  'Which pull request brought a commit was read from commit messages alone: one that no message names stands among the direct commits.',
  "Pull requests' descriptions, labels and linked issues were not read: an issue that only they name is not listed.",
  'Whether a number is an issue or a pull request, and its title, was not looked up.',
];

/**
 * A history out of a clone or a bare repository on this machine: whichever repository is asked for, this one answers. It is read
 * and never changed or fetched into, nothing that its configuration names is run, and GitHub is not asked. `host`: where people
 * read its issues, if not at github.com.
 */
export function gitHistory(
  directory: string,
  { gits = new GitProcess(), host }: { gits?: Gits; host?: string } = {},
): History & { close(): Promise<void> } {
  let isClosed = false;
  return {
    async range(...[, from, to, paths]) {
      const roots = rootsOf(paths);
      const outcome = await gits.ask({
        ask: 'range',
        repository: { directory: resolve(directory), isMirror: false },
        from,
        to,
        ...(roots && { roots }),
      });
      if (!('failure' in outcome)) return known(toRange(outcome.answer));
      const { because, next } = outcome.failure;
      const cause = isClosed ? 'this history was closed' : because;
      const why = `the clone ${JSON.stringify(directory)} cannot be read, because ${cause}`;
      return next === undefined ? unknown(why) : lacking(why, next);
    },
    pullRequests: () => Promise.resolve(known({ brought: new Map() })),
    issues: () => Promise.resolve(known({ found: new Map(), absent: new Set() })),
    limits: LIMITS,
    ...(host !== undefined && { host }),
    close: () => {
      isClosed = true;
      return gits.close();
    },
  };
}
