import type { Exchange } from '../exchange.ts';
import { Refusal, type Caller, type Reply } from '../handler.ts';
import { primaryReply, secondaryReply, type SecondaryLook } from './replies.ts';

const minute = 60_000;
const hour = 60 * minute;

/** Calls an hour for everybody who says who they are, and for an address that does not. */
const usualLimit = 5000;
const anonymousLimit = 60;

/** What the forge enforces; what is left out, or no limits at all, refuses nobody. GitHub does not say what counts as content. */
export interface Limits {
  /** REST calls an hour, and GraphQL calls apart from them, for each installation and person: 5,000 and more at GitHub. */
  primary?: number;
  /** Calls that create content: "in general, no more than 80 content-generating requests per minute". */
  contentPerMinute?: number;
  /** "And no more than 500 content-generating requests per hour." */
  contentPerHour?: number;
  /** How a refusal for content looks; all of these were recorded at GitHub. */
  secondary?: SecondaryLook;
}

type Resource = 'core' | 'graphql';

/** A call as far as limits go. */
export interface MeteredCall {
  /** Who is counted: a new token of the same installation has no new budget. */
  who: string;
  resource: Resource;
  /** Whether it makes something that people may be told of: a POST to a repository, or a mutation. Unconfirmed. */
  creates: boolean;
  /** Free calls count for nothing: "accessing this endpoint does not count against your REST API rate limit". */
  isFree: boolean;
  isAnonymous: boolean;
}

interface Window {
  resetAt: number;
  used: number;
  /** Nothing is let through until the reset, also where no limit is set: a fault said so. */
  isSpent?: boolean;
}

/** Counts calls for the rate headers, and refuses those that are too many where limits are set. Instants are the wall clock's. */
export class RateMeter {
  readonly #limits: Limits;
  readonly #windows = new Map<string, Window>();
  /** When each made content within the last hour, oldest first. */
  readonly #content = new Map<string, number[]>();

  constructor(limits: Limits = {}) {
    this.#limits = limits;
  }

  /** The refusal of a call that is one too many; a call that is let through and creates content is remembered. */
  admit(call: MeteredCall, now: number): Reply | undefined {
    if (call.isFree) return undefined;
    const window = this.#window(call, now);
    const isOver = this.#limits.primary !== undefined && window.used >= this.#limitOf(call);
    if (isOver || window.isSpent === true) return primaryReply(call);
    return call.creates ? this.#admitContent(call, now) : undefined;
  }

  /** Uses up all that remains to a caller until the reset. */
  spend(call: MeteredCall, now: number): void {
    const window = this.#window(call, now);
    window.used = this.#limitOf(call);
    window.isSpent = true;
  }

  /** Counts an answered call and gives the headers that tell of it; a 304 to somebody known is free. */
  settle(call: MeteredCall, now: number, status: number): Record<string, string> {
    const limit = this.#limitOf(call);
    const window = this.#window(call, now);
    const isFree = call.isFree || (status === 304 && !call.isAnonymous);
    if (!isFree && window.used < limit) window.used += 1;
    return {
      'x-ratelimit-limit': String(limit),
      'x-ratelimit-remaining': String(limit - window.used),
      'x-ratelimit-reset': String(secondsOf(window.resetAt)),
      'x-ratelimit-used': String(window.used),
      'x-ratelimit-resource': call.resource,
    };
  }

  /** What `rate-limit/get` tells of one budget of a caller. */
  shown(caller: Caller, resource: Resource, now: number) {
    const call = { who: nameOf(caller), resource, isAnonymous: caller.kind === 'anonymous' };
    const { used, resetAt } = this.#window(call, now);
    const limit = this.#limitOf(call);
    return { limit, used, remaining: limit - used, reset: secondsOf(resetAt) };
  }

  #limitOf({ isAnonymous }: Pick<MeteredCall, 'isAnonymous'>): number {
    return isAnonymous ? anonymousLimit : (this.#limits.primary ?? usualLimit);
  }

  #window({ who, resource }: Pick<MeteredCall, 'who' | 'resource'>, now: number): Window {
    const key = `${resource} ${who}`;
    const known = this.#windows.get(key);
    const window = known && known.resetAt > now ? known : { resetAt: now + hour, used: 0 };
    this.#windows.set(key, window);
    return window;
  }

  #admitContent({ who }: MeteredCall, now: number): Reply | undefined {
    const { contentPerMinute = Infinity, contentPerHour = Infinity } = this.#limits;
    if (contentPerMinute === Infinity && contentPerHour === Infinity) return undefined;
    const made = (this.#content.get(who) ?? []).filter((at) => at > now - hour);
    this.#content.set(who, made);
    const freeAt = Math.max(freeAgain(made, contentPerMinute, minute), freeAgain(made, contentPerHour, hour));
    if (freeAt > now) return secondaryReply(freeAt, now, this.#limits.secondary);
    made.push(now);
    return undefined;
  }
}

/** What the limits see of a request; who brings wrong credentials is a stranger. */
export function meteredCall(exchange: Exchange, caller: Caller | Refusal): MeteredCall {
  const { kind, method, operationId, read, repo } = exchange;
  const known: Caller = caller instanceof Refusal ? { kind: 'anonymous' } : caller;
  return {
    who: nameOf(known),
    resource: kind === 'graphql' ? 'graphql' : 'core',
    creates: kind === 'graphql' ? !read : method === 'POST' && repo !== undefined,
    isFree: operationId === 'rate-limit/get',
    isAnonymous: known.kind === 'anonymous',
  };
}

/** Who is counted, in the words of GitHub's refusal; what it calls an App is unconfirmed. */
function nameOf(caller: Caller): string {
  switch (caller.kind) {
    case 'installation':
      return `installation ID ${caller.installation.id}`;
    case 'person':
      return `user ID ${caller.account.id}`;
    case 'app':
      return `app ID ${caller.id}`;
    case 'anonymous':
      return '127.0.0.1';
  }
}

/** When the oldest of the last `most` leaves its window; before that, one more is too many. */
function freeAgain(made: readonly number[], most: number, length: number): number {
  const oldest = made.at(-most);
  return made.length < most || oldest === undefined ? -Infinity : oldest + length;
}

function secondsOf(instant: number): number {
  return Math.ceil(instant / 1000);
}
