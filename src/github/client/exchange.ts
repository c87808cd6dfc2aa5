import type { Octokit } from '@octokit/rest';
import type { Instant } from '../../core/names.ts';
import type { Redactor } from '../../core/text/redactor.ts';
import type { Resource } from '../../core/traffic/budget.ts';
import type { Answer, Circumstances, Failure, Outcome } from './outcome.ts';
import type { Wire } from './policy-fetch.ts';
import type { AccountTraffic } from './traffic/account-traffic.ts';
import type { HostBreaker, HostVerdict } from './traffic/host-breaker.ts';

import { isRecord, Lost, outcomeOfLoss } from './outcome.ts';
import { policyFetch } from './policy-fetch.ts';

/** Pauses (ms) before a read is tried a second and a third time. */
const PAUSES = [100, 200];
const PASSING = new Set([502, 503, 504]);

/** Under what conditions a view of a client sends. Everything is asked anew for every request. */
export interface Terms {
  /** Asked before every write; false: the claim was lost, and it is not sent. */
  mayBegin?: () => Promise<boolean>;
  /** A write is not sent at or after this instant, by the clock right before it leaves. */
  sendBy?: () => Instant;
  /** Told of a write that was not sent for that reason. */
  tooLate?: () => void;
  /** False: the reserve for production is left alone. Absent for work that serves every stage. */
  production?: boolean;
  /** True: it tells people what has happened, and leaves the content that is kept for releases alone. */
  telling?: boolean;
  /** Told right before a request leaves. */
  leaves?: () => void;
  /** True: it goes on with work of which something is sent already, and waits for its turn as long as it takes. */
  goesOn?: boolean;
}

/** One call as the policy sees it. */
export interface Call<T> {
  operation: string;
  /** A read may be repeated; a write is sent once, whatever comes back. */
  read: boolean;
  /** The primary budget that pays for it. */
  resource: Resource;
  /** Whether it makes what people are notified of, which GitHub limits apart. */
  content: boolean;
  /** Of what it asks less may be asked for: GitHub may give up on the question, and that says nothing about the host. */
  divisible?: boolean;
  route: string;
  params: Record<string, unknown>;
  timeout: number;
  installation?: number;
  terms?: Terms;
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
  host: HostBreaker;
  account: AccountTraffic;
  redactor: Redactor;
  delay: (milliseconds: number) => Promise<void>;
  /** Absent for the App itself, whose Octokit signs its own requests. */
  tokens?: TokenSource;
}

/** What became of a request; `failed` where it was not sent at all. */
type Sent = Answer | Lost | { failed: Failure };

/** Carries calls of one installation (or of the App) to GitHub and judges what comes back. */
export class Exchange {
  readonly wire: Wire;
  readonly #options: ExchangeOptions;

  constructor(options: ExchangeOptions) {
    this.wire = options.wire;
    this.#options = options;
  }

  async perform<T>(call: Call<T>): Promise<Outcome<T>> {
    const { account, redactor } = this.#options;
    const outcome = await account.limiter.run(call.read, () => this.#begun(call), call.terms);
    account.ended(outcome);
    if ('failed' in outcome) return { failed: redactor.deep(outcome.failed) };
    return outcome.errors ? { ...outcome, errors: redactor.deep(outcome.errors) } : outcome;
  }

  async #begun<T>(call: Call<T>): Promise<Outcome<T>> {
    const { account } = this.#options;
    const { content, resource, terms = {} } = call;
    const refusal = account.refusalOf({ content, resource, work: terms });
    if (refusal) return refusal;
    const { mayBegin } = terms;
    if (!call.read && mayBegin !== undefined && !(await mayBegin())) return this.#leaseOver();
    return this.#authorised(call);
  }

  /** A 401 is certain: nothing happened. So even a write is tried once more with a fresh token. */
  async #authorised<T>(call: Call<T>): Promise<Outcome<T>> {
    const { tokens } = this.#options;
    if (!tokens) return this.#judge(call, await this.#repeated(call));
    const token = await tokens.current();
    if ('failed' in token) return token;
    const answer = await this.#repeated(call, token.ok);
    if (answer instanceof Lost || 'failed' in answer || answer.status !== 401) return this.#judge(call, answer);
    tokens.drop(token.ok);
    const fresh = await tokens.current();
    if ('failed' in fresh) return fresh;
    return this.#judge(call, await this.#repeated(call, fresh.ok));
  }

  #judge<T>(call: Call<T>, answer: Sent): Outcome<T> {
    if (answer instanceof Lost) return outcomeOfLoss(answer, call.read);
    if ('failed' in answer) return answer;
    const { account, wire } = this.#options;
    return call.interpret(answer, { read: call.read, now: wire.now(), patience: account.limiter.patience });
  }

  async #repeated(call: Call<unknown>, token?: string): Promise<Sent> {
    const { host } = this.#options;
    const passage = host.pass();
    if (typeof passage === 'object') return { failed: hostIsSilent(host.host, passage.until) };
    let verdict: HostVerdict = 'nothing';
    try {
      // Whoever finds out whether the host is there asks it once.
      const repeats = call.read && passage === 'free' ? PAUSES : [];
      const answer = await this.#attempts(call, { token, repeats });
      verdict = verdictOn(answer, call);
      return answer;
    } finally {
      host.ended(verdict, passage);
    }
  }

  async #attempts(
    call: Call<unknown>,
    { token, repeats }: { token: string | undefined; repeats: number[] },
  ): Promise<Sent> {
    for (let attempt = 1; ; attempt += 1) {
      const answer = await this.#attempt({ ...call, attempt }, token);
      const pause = 'failed' in answer || !isPassing(answer) ? undefined : repeats[attempt - 1];
      if (pause === undefined) return answer;
      await this.#options.delay(pause);
    }
  }

  async #attempt(call: Call<unknown> & { attempt: number }, token?: string): Promise<Sent> {
    const { account, octokit, redactor, wire } = this.#options;
    const sendBy = call.read ? undefined : call.terms?.sendBy;
    if (sendBy !== undefined && wire.now() >= sendBy()) {
      call.terms?.tooLate?.();
      return this.#leaseOver();
    }
    call.terms?.leaves?.();
    if (call.content) account.madeContent();
    try {
      const answer: OctokitAnswer = await octokit.request(call.route, {
        ...call.params,
        headers: {
          accept: 'application/vnd.github+json',
          ...(token !== undefined && { authorization: `token ${token}` }),
        },
        request: { fetch: policyFetch(wire, call) },
      });
      return this.#heard(answerOf(answer));
    } catch (error) {
      const answer = refusedOrLost(error, redactor);
      return answer instanceof Lost ? answer : this.#heard(answer);
    }
  }

  #leaseOver(): { failed: Failure } {
    const message = 'not sent: the lease of this work is over, and another worker may have it';
    return { failed: { kind: 'unavailable', message, until: this.wire.now(), withheld: 'lease' } };
  }

  #heard(answer: Answer): Answer {
    this.#options.account.heard(answer.headers);
    return answer;
  }
}

const hostIsSilent = (host: string, until: Instant): Failure => ({
  kind: 'unavailable',
  message: `not sent: ${host} does not answer, and is tried again at ${new Date(until).toISOString()}`,
  until,
  withheld: 'breaker',
});

/** By what GitHub ends a query that takes it longer than ten seconds (GraphQL reference, timeouts). */
const TOO_MUCH = new Set([502, 504]);

function verdictOn(answer: Sent, { divisible = false }: Call<unknown>): HostVerdict {
  if (answer instanceof Lost) {
    if (answer.reason === 'off-origin') return 'nothing';
    return answer.reason === 'too-large' ? 'answered' : 'failed';
  }
  if ('failed' in answer || (divisible && TOO_MUCH.has(answer.status))) return 'nothing';
  return answer.status >= 500 ? 'failed' : 'answered';
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
