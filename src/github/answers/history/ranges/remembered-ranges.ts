import { createHash } from 'node:crypto';

import type { Range } from '../../../../core/changelog/history.ts';
import type { Cache } from '../../../../ports/store/cache.ts';

/** Of longer ranges a query for threads is left in the round that reads them. */
const MOST_COMMITS = 50;

const rangeKey = (asked: string): string => `v1:between:${createHash('sha256').update(asked).digest('hex')}`;

/** What lies between two commits never changes: short ranges of which more is to be asked are kept. */
export class RememberedRanges {
  readonly #cache: Cache;

  constructor(cache: Cache) {
    this.#cache = cache;
  }

  async recall(asked: string): Promise<Range | undefined> {
    const key = rangeKey(asked);
    return (await this.#cache.get([key])).get(key) as Range | undefined;
  }

  async keep(asked: string, range: Range): Promise<void> {
    const { commits, removed } = range;
    if (commits.length + removed.length <= MOST_COMMITS) await this.#cache.put(rangeKey(asked), range);
  }
}
