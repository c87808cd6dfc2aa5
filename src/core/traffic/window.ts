/** Sliding windows of requests that make content: GitHub bears so many a minute and an hour, and tells nobody how many are left. */
import type { Instant } from '../names.ts';
import { isToGoOn, kept, type Work } from './reserve.ts';

/** `most` requests in any `span` milliseconds. */
export interface Window {
  most: number;
  span: number;
}

/** When requests were sent, the eldest first. */
export type Sent = readonly Instant[];

/** What is still within the span. Instants after `now` come from a clock that was put back since: they count as sent now. */
export const within = (sent: Sent, { span }: Pick<Window, 'span'>, now: Instant): Instant[] =>
  sent.map((at) => Math.min(at, now)).filter((at) => at > now - span);

/** The part of a window that is free again when those who were refused come back: for one place they would all look in vain. */
const ROOM = 0.1;

/** When one more may be sent; `now` or earlier: at once. Work that may not use the reserve leaves it alone. */
export const freeAt = (sent: Sent, window: Window, asked: { work: Work; now: Instant }): Instant =>
  freeFor(1, { sent, window, ...asked });

/** When whoever is refused now comes back: a tenth of the window is free then. */
export const roomAt = (sent: Sent, window: Window, asked: { work: Work; now: Instant }): Instant =>
  freeFor(Math.max(1, Math.floor(mostFor(asked.work, window) * ROOM)), { sent, window, ...asked });

const mostFor = (work: Work, { most }: Window): number => (isToGoOn(work) ? most : most - kept(most));

function freeFor(
  places: number,
  { sent, window, work, now }: { sent: Sent; window: Window; work: Work; now: Instant },
): Instant {
  const most = mostFor(work, window);
  if (most <= 0) return now + window.span;
  const last = within(sent, window, now);
  const leaves = last.at(places - 1 - most);
  return last.length <= most - places || leaves === undefined ? now : leaves + window.span;
}

/** How many more may be sent, the reserve included. */
export const leftOf = (sent: Sent, window: Window, now: Instant): number =>
  Math.max(0, window.most - within(sent, window, now).length);

/** When nothing within the span is left, so that the window is whole again. */
export const wholeAt = (sent: Sent, window: Window, now: Instant): Instant =>
  (within(sent, window, now).at(-1) ?? now - window.span) + window.span;
