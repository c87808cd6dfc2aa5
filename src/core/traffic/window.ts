/** Sliding windows of requests that make content: GitHub bears so many a minute and an hour, and tells nobody how many are left. */
import type { Instant } from '../names.ts';
import { isForProduction, kept, type Work } from './reserve.ts';

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

/** When one more may be sent; `now` or earlier: at once. Work that is not for production leaves the reserve alone. */
export function freeAt(sent: Sent, window: Window, asked: { work: Work; now: Instant }): Instant {
  const most = isForProduction(asked.work) ? window.most : window.most - kept(window.most);
  if (most <= 0) return asked.now + window.span;
  const last = within(sent, window, asked.now);
  const eldest = last.at(-most);
  return last.length < most || eldest === undefined ? asked.now : eldest + window.span;
}

/** How many more may be sent, the reserve included. */
export const leftOf = (sent: Sent, window: Window, now: Instant): number =>
  Math.max(0, window.most - within(sent, window, now).length);

/** When nothing within the span is left, so that the window is whole again. */
export const wholeAt = (sent: Sent, window: Window, now: Instant): Instant =>
  (within(sent, window, now).at(-1) ?? now - window.span) + window.span;
