import { isDeepStrictEqual } from 'node:util';

import type { Ending } from './ending.ts';

/** What an ending has otherwise than the expected one, a sentence for each part. */
export const differences = (ended: Ending, expected: Ending): string[] =>
  Object.keys(expected).flatMap((part) => {
    const [found, right] = [ended, expected].map((one) => one[part as keyof Ending]);
    return isDeepStrictEqual(found, right)
      ? []
      : [`${part} is ${JSON.stringify(found)} instead of ${JSON.stringify(right)}`];
  });
