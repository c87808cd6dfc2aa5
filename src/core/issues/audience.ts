import type { Audience } from '../promotion/snapshot.ts';

const WIDEST_FIRST: Audience[] = ['public', 'internal', 'private'];

/** Whether no more people read the first than the second, as far as GitHub's kinds of repositories tell. */
export const isAsNarrow = (readers: Audience, than: Audience): boolean =>
  WIDEST_FIRST.indexOf(readers) >= WIDEST_FIRST.indexOf(than);
