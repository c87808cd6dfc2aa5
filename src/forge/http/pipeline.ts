import { createHash } from 'node:crypto';
import { checkAccess } from '../auth/access.ts';
import { identify } from '../auth/identify.ts';
import type { Tokens } from '../auth/tokens.ts';
import type { Clock } from '../clock/clock.ts';
import type { SignIns } from '../auth/sign-ins.ts';
import type { Contract, Violation } from '../contract/check.ts';
import { fullNameOf } from '../domain/json/repository.ts';
import { mergeWhatIsReady } from '../domain/pulls/merge-when-ready.ts';
import { canSee } from '../domain/repos.ts';
import type { ForgeState } from '../domain/state.ts';
import { faultReply, type FaultRule, type Faults } from '../faults/rules.ts';
import { refusalReply, toResponse } from './answer.ts';
import type { RecordedCall } from './calls.ts';
import { bodyOf, readExchange, type Exchange } from './exchange.ts';
import { Refusal, type Call, type Caller, type Handler, type Handlers, type Reply } from './handler.ts';
import { RateMeter } from './rate-meter.ts';
import { Router, withoutPrefix } from './router.ts';
import { answerSignIn } from './sign-in.ts';

/** The answer was made but never reached the client; to it, this is a reset connection. */
export class ConnectionLost extends Error {
  readonly code = 'ECONNRESET';
}

/** What the pipeline works with; the forge owns all of it. */
export interface Kernel {
  state: ForgeState;
  tokens: Tokens;
  signIns: SignIns;
  contract: Contract;
  faults: Faults;
  wall: Clock;
  handlers: Handlers;
  graphql: Handler;
  calls: RecordedCall[];
  violations: Violation[];
  /** Answer 500 where an answer breaks the contract, so that the breach is seen where it happens. */
  strict: boolean;
}

/** Every REST and GraphQL call goes this way: route, identify, faults before, access, contract, handler, contract, faults after. */
export class Pipeline {
  readonly #kernel: Kernel;
  readonly #router = new Router();
  readonly #rate = new RateMeter();

  constructor(kernel: Kernel) {
    this.#kernel = kernel;
  }

  /** Answers one request; rejects with `ConnectionLost` when a fault loses the answer. */
  async handle(request: Request): Promise<Response> {
    const { state, faults, wall } = this.#kernel;
    const exchange = await readExchange(request, this.#router, state);
    const caller = this.#identify(exchange);
    const fault = faults.strike(subjectOf(exchange));
    const reply = fault?.when === 'before' ? faultReply(fault) : await this.#perform(exchange, caller);
    const answer = fault?.when === 'after' ? faultReply(fault) : reply;
    const requestId = state.nextGuid();
    const response = toResponse(exchange, answer, { requestId, now: wall.now(), rate: this.#rate });
    this.#record(exchange, caller, lostOr(fault, response.status));
    if (fault?.when === 'lost') throw new ConnectionLost(`the answer of ${exchange.operationId} was lost`);
    return request.method === 'HEAD' ? new Response(null, response) : response;
  }

  #identify(exchange: Exchange): Caller | Refusal {
    try {
      return identify(exchange.headers.get('authorization'), this.#kernel);
    } catch (error) {
      if (error instanceof Refusal) return error;
      throw error;
    }
  }

  async #perform(exchange: Exchange, caller: Caller | Refusal): Promise<Reply> {
    const unfit = unfitHeaders(exchange.headers);
    if (unfit !== undefined) return unfit;
    if (exchange.kind === 'unknown') return this.#unknownRoute(exchange);
    const reply = await this.#answer(exchange, caller);
    const broken = this.#checkReply(exchange, reply);
    this.#kernel.violations.push(...broken);
    const [first] = broken;
    if (!this.#kernel.strict || first === undefined) return reply;
    return { status: 500, body: { message: `contract: ${first.operationId} ${first.pointer} ${first.message}` } };
  }

  async #answer(exchange: Exchange, caller: Caller | Refusal): Promise<Reply> {
    try {
      if (caller instanceof Refusal) throw caller;
      if (exchange.kind === 'sign-in') return answerSignIn(exchange, this.#kernel);
      const reply = await (exchange.kind === 'graphql'
        ? this.#graphql(exchange, caller)
        : this.#rest(exchange, caller));
      mergeWhatIsReady(this.#kernel.state);
      return reply;
    } catch (error) {
      if (error instanceof Refusal) return refusalReply(error);
      this.#violate('response', exchange, error instanceof Error ? error.stack : error, 'the handler threw');
      return { status: 500, body: { message: 'Server Error' } };
    }
  }

  async #rest(exchange: Exchange, caller: Caller): Promise<Reply> {
    const { contract, violations, handlers } = this.#kernel;
    if (exchange.renamed !== undefined && canSee(exchange.renamed, caller)) throw renamedRefusal(exchange);
    checkAccess(exchange.operationId, caller, exchange.repo);
    const body = bodyOf(exchange);
    const checked = contract.checkRequest(exchange.operationId, exchange.query, body);
    violations.push(...checked.violations);
    if (checked.refusal !== undefined) throw new Refusal(422, checked.refusal);
    const handler = handlers[exchange.operationId];
    if (handler === undefined) return this.#unknownRoute(exchange);
    return handler(this.#call(exchange, caller, body));
  }

  async #graphql(exchange: Exchange, caller: Caller): Promise<Reply> {
    if (exchange.method !== 'POST') throw new Refusal(404, 'Not Found');
    if (caller.kind === 'anonymous') throw new Refusal(401, 'This endpoint requires you to be authenticated.');
    const reply = await this.#kernel.graphql(this.#call(exchange, caller, bodyOf(exchange)));
    for (const error of errorsOf(reply)) {
      // Only an error of the document itself has no path: the caller asked for what the schema does not have.
      if (error.path === undefined) this.#violate('request', exchange, exchange.text, error.message);
    }
    return reply;
  }

  #call(exchange: Exchange, caller: Caller, body: unknown): Call {
    const { operationId, params, query, origin } = exchange;
    const accept = exchange.headers.get('accept');
    return {
      operationId,
      params,
      query,
      body,
      caller,
      state: this.#kernel.state,
      origin,
      ...(accept !== null && { accept }),
    };
  }

  #checkReply(exchange: Exchange, reply: Reply): Violation[] {
    if (exchange.kind !== 'rest' || reply.status === 501) return [];
    return this.#kernel.contract.checkResponse(exchange.operationId, reply.status, reply.body);
  }

  #unknownRoute(exchange: Exchange): Reply {
    const asked = `${exchange.method} ${exchange.path}`;
    // Somebody followed a link in a browser: the look-alike has what programs read, and no pages.
    if (exchange.method === 'GET' && (exchange.headers.get('accept') ?? '').includes('text/html')) {
      const message = `This look-alike of GitHub has no web pages. What stands at ${exchange.path} is data here: ask the API under /api/v3, or git.`;
      return { status: 404, body: { message } };
    }
    this.#violate('route', exchange, asked, 'the forge does not answer this route');
    return { status: 501, body: { message: `The forge does not answer ${asked}` } };
  }

  #violate(what: Violation['what'], { operationId }: Exchange, value: unknown, message: string): void {
    this.#kernel.violations.push({ what, operationId, pointer: '', value, message });
  }

  #record(exchange: Exchange, caller: Caller | Refusal, status: number): void {
    this.#kernel.calls.push({
      at: this.#kernel.state.clock.now(),
      ...subjectOf(exchange),
      method: exchange.method,
      path: exchange.path,
      status,
      caller: caller instanceof Refusal ? 'anonymous' : caller.kind,
      read: exchange.read,
      ...(!exchange.read && { sent: nameOf(exchange.text) }),
    });
  }
}

/** A renamed repository is answered by where it is now; the text and the form of the address are recorded ones. */
function renamedRefusal({ read, path, renamed, origin }: Exchange): Refusal {
  const tail = withoutPrefix(path).replace(/^\/repos\/[^/]+\/[^/]+/, '');
  const url = `${origin}/repositories/${renamed?.id}${tail}`;
  return new Refusal(read ? 301 : 307, 'Moved Permanently', { url, headers: { location: url } });
}

/** The one version of GitHub's REST API whose description the forge answers by; without the header it is meant too. */
const apiVersion = '2022-11-28';

/** GitHub turns these away before it asks what they want. */
function unfitHeaders(headers: Headers): Reply | undefined {
  if ((headers.get('user-agent') ?? '') === '') {
    const sentence = 'Request forbidden by administrative rules. Please make sure your request has a User-Agent header';
    return { status: 403, body: `\r\n${sentence}.\r\n` };
  }
  const version = headers.get('x-github-api-version') ?? apiVersion;
  if (version === apiVersion) return undefined;
  return refusalReply(new Refusal(400, `"${version}" is not a supported version of the API.`));
}

/** A short hash of a body. Credentials differ from run to run and are no part of what a call says. */
function nameOf(text: string): string {
  const said = text.replaceAll(/\bgh[prsu]_[\w.-]+/g, '');
  return createHash('sha256').update(said).digest('hex').slice(0, 12);
}

function subjectOf({ operationId, repo }: Exchange): { operationId: string; repo?: string } {
  return { operationId, ...(repo && { repo: fullNameOf(repo) }) };
}

function lostOr(fault: FaultRule | undefined, status: number): number {
  return fault?.when === 'lost' ? 0 : status;
}

function errorsOf(reply: Reply): { message: string; path?: unknown }[] {
  const errors = (reply.body as { errors?: { message: string; path?: unknown }[] } | undefined)?.errors;
  return errors ?? [];
}
