import type { Octokit } from '@octokit/rest';
import type { Limiter } from './limiter.ts';
import type { Answer, Circumstances, Outcome } from './outcome.ts';
import type { Wire } from './policy-fetch.ts';
import type { Redactor } from './redact.ts';

import { isRecord, Lost, outcomeOfLoss } from './outcome.ts';
import { policyFetch } from './policy-fetch.ts';

/** Pauses (ms) before a read is tried a second and a third time. */
const PAUSES = [100, 200];
const PASSING = new Set([502, 503, 504]);

/** One call as the policy sees it. */
export interface Call<T> {
  operation: string;
  /** A read may be repeated; a write is sent once, whatever comes back. */
  read: boolean;
  route: string;
  params: Record<string, unknown>;
  timeout: number;
  installation?: number;
  interpret: (answer: Answer, circumstances: Circumstances) => Outcome<T>;
}

/** Where an installation's token comes from. */
export interface TokenSource {
  current(): Promise<Outcome<string>>;
  /** Forgets a token that GitHub refused; one minted since then stays. */
  drop(token: string): void;
}

export interface ExchangeOptions {
  octokit: Octokit;
  wire: Wire;
  limiter: Limiter;
  redactor: Redactor;
  now: () => number;
  delay: (milliseconds: number) => Promise<void>;
  /** Absent for the App itself, whose Octokit signs its own requests. */
  tokens?: TokenSource;
}

/** Carries calls of one installation (or of the App) to GitHub and judges what comes back. */
export class Exchange {
  readonly wire: Wire;
  readonly #options: ExchangeOptions;

  constructor(options: ExchangeOptions) {
    this.wire = options.wire;
    this.#options = options;
  }

  async perform<T>(call: Call<T>): Promise<Outcome<T>> {
    const { limiter, redactor } = this.#options;
    return limiter.run(call.read, async () => {
      const outcome = await this.#authorised(call);
      if ('failed' in outcome) return { failed: redactor.deep(outcome.failed) };
      return outcome.errors ? { ...outcome, errors: redactor.deep(outcome.errors) } : outcome;
    });
  }

  /** A 401 is certain: nothing happened. So even a write is tried once more with a fresh token. */
  async #authorised<T>(call: Call<T>): Promise<Outcome<T>> {
    const { tokens } = this.#options;
    if (!tokens) return this.#judge(call, await this.#repeated(call));
    const token = await tokens.current();
    if ('failed' in token) return token;
    const answer = await this.#repeated(call, token.ok);
    if (answer instanceof Lost || answer.status !== 401) return this.#judge(call, answer);
    tokens.drop(token.ok);
    const fresh = await tokens.current();
    if ('failed' in fresh) return fresh;
    return this.#judge(call, await this.#repeated(call, fresh.ok));
  }

  #judge<T>(call: Call<T>, answer: Answer | Lost): Outcome<T> {
    if (answer instanceof Lost) return outcomeOfLoss(answer, call.read);
    const { limiter, now } = this.#options;
    return call.interpret(answer, { read: call.read, now: now(), patience: limiter.patience });
  }

  async #repeated(call: Call<unknown>, token?: string): Promise<Answer | Lost> {
    for (let attempt = 0; ; attempt += 1) {
      const answer = await this.#attempt(call, token);
      const pause = call.read && isPassing(answer) ? PAUSES[attempt] : undefined;
      if (pause === undefined) return answer;
      await this.#options.delay(pause);
    }
  }

  async #attempt(call: Call<unknown>, token?: string): Promise<Answer | Lost> {
    const { octokit, redactor, wire } = this.#options;
    try {
      const answer: OctokitAnswer = await octokit.request(call.route, {
        ...call.params,
        headers: {
          accept: 'application/vnd.github+json',
          ...(token !== undefined && { authorization: `token ${token}` }),
        },
        request: { fetch: policyFetch(wire, call) },
      });
      return answerOf(answer);
    } catch (error) {
      return refusedOrLost(error, redactor);
    }
  }
}

/** A timeout is not worth a second wait, and a 503 that names a time is not passing. */
function isPassing(answer: Answer | Lost): boolean {
  if (answer instanceof Lost) return answer.reason === 'network' || answer.reason === 'never-sent';
  return PASSING.has(answer.status) && !('retry-after' in answer.headers);
}

/** Octokit throws for 4xx and 5xx, and wraps what our fetch throws; anything else is a bug of ours. */
function refusedOrLost(error: unknown, redactor: Redactor): Answer | Lost {
  const { cause, response } = isRecord(error) ? error : {};
  if (cause instanceof Lost) return cause;
  if (!isRecord(response)) throw bugIn(error, redactor);
  const { status, headers, data } = response;
  return answerOf({ status: Number(status), headers: isRecord(headers) ? headers : {}, data });
}

/** Octokit's error has the request with its headers, and fetch names the header that it refuses: neither leaves, as a cause either. */
function bugIn(error: unknown, redactor: Redactor): Error {
  const { cause = error } = isRecord(error) ? error : {};
  const { message = String(cause), stack = message } = isRecord(cause) ? cause : {};
  const bug = new Error(redactor.text(String(message)));
  bug.stack = redactor.text(String(stack));
  return bug;
}

interface OctokitAnswer {
  status: number;
  headers: object;
  data: unknown;
}

/** Octokit's own headers may hold numbers; ours are text. */
function answerOf({ status, headers, data }: OctokitAnswer): Answer {
  const texts = Object.entries(headers).map(([name, value]) => [name, String(value)] as const);
  return { status, headers: Object.fromEntries(texts), data };
}
