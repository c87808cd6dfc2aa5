import { createHash } from 'node:crypto';

import type { Range } from '../../../../core/changelog/history.ts';
import type { Cache } from '../../../../ports/store/cache.ts';

/** Of longer ranges a query for threads is left in the round that reads them. */
const MOST_COMMITS = 50;

const rangeKey = (asked: string): string => `v2:between:${createHash('sha256').update(asked).digest('hex')}`;

/** What lies between two commits never changes once both are there: short ranges of which more is to be asked are kept. */
export class RememberedRanges {
  readonly #cache: Cache;

  constructor(cache: Cache) {
    this.#cache = cache;
  }

  /** Those that are kept, by what they were kept as. */
  async recall(asked: string[]): Promise<Map<string, Range>> {
    if (asked.length === 0) return new Map();
    const values = await this.#cache.get(asked.map(rangeKey));
    const ranges = asked.map((one) => [one, values.get(rangeKey(one)) as Range | undefined] as const);
    return new Map(ranges.flatMap(([one, range]) => (range === undefined ? [] : [[one, range]])));
  }

  async keep(ranges: ReadonlyMap<string, Range>): Promise<void> {
    const kept = [...ranges].filter(([, range]) => isKept(range));
    await this.#cache.putAll(new Map(kept.map(([asked, range]) => [rangeKey(asked), range])));
  }
}

/** A commit that is not there yet may come. */
const isKept = ({ classification, commits, removed }: Range): boolean =>
  !classification.startsWith('unknown-') && commits.length + removed.length <= MOST_COMMITS;
