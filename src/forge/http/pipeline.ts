import { createHash } from 'node:crypto';
import { checkAccess, refusalOf } from '../auth/access.ts';
import { identify } from '../auth/identify.ts';
import type { Violation } from '../contract/check.ts';
import { restSlice } from '../contract/slices.ts';
import { fullNameOf } from '../domain/json/repository.ts';
import { runDueJobs } from '../domain/jobs.ts';
import { mergeWhatIsReady } from '../domain/pulls/merge-when-ready.ts';
import { canSee } from '../domain/repos.ts';
import type { FaultSubject, Strike } from '../faults/faults.ts';
import { ConnectionLost, throughFault } from '../faults/passage.ts';
import { unservedTypeOf } from '../rest/media-type.ts';
import { throughRawAddress } from '../rest/repositories/raw-address.ts';
import { refusalReply, toResponse } from './answer.ts';
import { bodyOf, lookAgain, readExchange, type Exchange } from './exchange.ts';
import { Refusal, type Call, type Caller, type Reply } from './handler.ts';
import type { Kernel } from './kernel.ts';
import { meteredCall } from './limits/rate-meter.ts';
import { Router, withoutPrefix } from './router.ts';
import { answerSignIn } from './sign-in.ts';

/** Every REST and GraphQL call goes this way: route, identify, faults before, access, contract, handler, contract, faults after. */
export class Pipeline {
  readonly #kernel: Kernel;
  readonly #router: Router;

  constructor(kernel: Kernel) {
    this.#kernel = kernel;
    this.#router = new Router(restSlice(kernel.contract.description));
  }

  /** Answers one request; rejects with `ConnectionLost` when a fault loses the answer. */
  async handle(request: Request): Promise<Response> {
    const { state, faults } = this.#kernel;
    runDueJobs(state);
    const exchange = await readExchange(throughRawAddress(request, state), this.#router, state);
    const caller = this.#identify(exchange);
    const strike = faults.strike(subjectOf(exchange));
    const reply = await (strike === undefined
      ? this.#perform(exchange, caller)
      : this.#throughFault(strike, exchange, caller));
    const response = this.#dressed(exchange, caller, reply);
    if (!isAnsweredByFault(strike)) this.#checkHeaders(exchange, caller, reply, response);
    this.#record(exchange, caller, response.status);
    return request.method === 'HEAD' ? new Response(null, response) : response;
  }

  async #throughFault(strike: Strike, exchange: Exchange, caller: Caller | Refusal): Promise<Reply> {
    const scene = { ...this.#kernel, past: this.#kernel.faults.past };
    const work = (asked: Exchange): Promise<Reply> => {
      const again = lookAgain(asked, this.#kernel.state);
      return this.#perform(again, this.#identify(again));
    };
    try {
      return await throughFault(strike, { exchange, caller, scene, work });
    } catch (error) {
      if (error instanceof ConnectionLost) this.#record(exchange, caller, 0);
      throw error;
    }
  }

  #identify(exchange: Exchange): Caller | Refusal {
    try {
      return identify(exchange.headers.get('authorization'), this.#kernel);
    } catch (error) {
      if (error instanceof Refusal) return refusalOf(exchange.operationId, error);
      throw error;
    }
  }

  async #perform(exchange: Exchange, caller: Caller | Refusal): Promise<Reply> {
    const unfit = unfitHeaders(exchange.headers);
    if (unfit !== undefined) return unfit;
    if (exchange.kind === 'unknown') return this.#unknownRoute(exchange);
    const reply = this.#spoken(exchange, await this.#answer(exchange, caller));
    const broken = this.#checkReply(exchange, reply);
    this.#kernel.violations.push(...broken);
    const [first] = broken;
    if (!this.#kernel.strict || first === undefined) return reply;
    return { status: 500, body: { message: `contract: ${first.operationId} ${first.pointer} ${first.message}` } };
  }

  async #answer(exchange: Exchange, caller: Caller | Refusal): Promise<Reply> {
    try {
      if (caller instanceof Refusal) throw caller;
      const limited = this.#kernel.rate.admit(meteredCall(exchange, caller), this.#kernel.wall.now());
      if (limited !== undefined) return limited;
      if (exchange.kind === 'sign-in') return answerSignIn(exchange, this.#kernel);
      const keepPast = this.#beforeWrite(exchange);
      const reply = await (exchange.kind === 'graphql'
        ? this.#graphql(exchange, caller)
        : this.#rest(exchange, caller));
      if (reply.status < 400 && !isRefused(reply)) keepPast();
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
    violations.push(...checked.violations, ...unservedType(exchange));
    if (checked.refusal !== undefined) throw new Refusal(422, checked.refusal);
    const handler = handlers[exchange.operationId];
    if (handler === undefined) return this.#unknownRoute(exchange);
    return handler(this.#call(exchange, caller, contract.dialect.heardRequest(exchange.operationId, body)));
  }

  async #graphql(exchange: Exchange, caller: Caller): Promise<Reply> {
    if (exchange.method !== 'POST') throw new Refusal(404, 'Not Found');
    if (caller.kind === 'anonymous') throw new Refusal(401, 'This endpoint requires you to be authenticated.');
    const reply = await this.#kernel.graphql(this.#call(exchange, caller, bodyOf(exchange)));
    const { operationId } = exchange;
    this.#kernel.violations.push(...(reply.breaches ?? []).map((breach) => ({ ...breach, operationId })));
    return reply;
  }

  /** A mutation may not say which repository it changes. */
  #beforeWrite({ read, kind, repo }: Exchange): () => void {
    const { state, faults } = this.#kernel;
    const all = kind === 'graphql' ? [...state.repos.values()] : [];
    return faults.past.beforeWrite(state, read ? [] : repo === undefined ? all : [repo]);
  }

  #call(exchange: Exchange, caller: Caller, body: unknown): Call {
    const { operationId, params, query, origin, view } = exchange;
    const accept = exchange.headers.get('accept');
    return {
      operationId,
      params,
      query,
      body,
      caller,
      state: view ?? this.#kernel.state,
      origin,
      ...(accept !== null && { accept }),
    };
  }

  /** The reply in the words of this server, which may be an older one than the handlers know. */
  #spoken({ kind, operationId }: Exchange, reply: Reply): Reply {
    if (kind !== 'rest' || reply.body === undefined) return reply;
    return { ...reply, body: this.#kernel.contract.dialect.spokenResponse(operationId, reply.status, reply.body) };
  }

  #dressed(exchange: Exchange, caller: Caller | Refusal, reply: Reply): Response {
    const { state, wall, rate, contract } = this.#kernel;
    const { description } = contract;
    const settle = (status: number) => {
      const told = rate.settle(meteredCall(exchange, caller), wall.now(), status);
      // An App's own calls were recorded without these headers each time, and an Enterprise Server has limits off by default.
      return description !== 'github.com' || isApp(caller) ? {} : told;
    };
    return toResponse(exchange, reply, { requestId: state.nextGuid(), description, now: wall.now(), settle });
  }

  #checkHeaders(exchange: Exchange, caller: Caller | Refusal, { body }: Reply, response: Response): void {
    if (exchange.kind !== 'rest' || response.status >= 500) return;
    const { operationId, read, query } = exchange;
    const { status, headers } = response;
    const asked = { operationId, read, query, isApp: isApp(caller) };
    this.#kernel.violations.push(...this.#kernel.contract.checkHeaders({ ...asked, status, body, headers }));
  }

  #checkReply(exchange: Exchange, reply: Reply): Violation[] {
    if (exchange.kind !== 'rest' || reply.status === 501) return [];
    // A file as it is, or as a page: the description is one of JSON.
    const isFile = reply.headers?.['content-type']?.startsWith('application/vnd.github.') === true;
    return isFile ? [] : this.#kernel.contract.checkResponse(exchange.operationId, reply.status, reply.body);
  }

  #unknownRoute(exchange: Exchange): Reply {
    const asked = `${exchange.method} ${exchange.path}`;
    // Somebody followed a link in a browser: the look-alike has few pages, and what programs read.
    if (exchange.method === 'GET' && (exchange.headers.get('accept') ?? '').includes('text/html')) {
      const message = `This look-alike of GitHub has no page at ${exchange.path}: what there is begins at /, and the rest is data for the API under /api/v3, or for git.`;
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
      operationId: exchange.operationId,
      read: exchange.read,
      ...(exchange.repo && { repo: fullNameOf(exchange.repo) }),
      method: exchange.method,
      path: exchange.path,
      status,
      caller: caller instanceof Refusal ? 'anonymous' : caller.kind,
      ...(!exchange.read && { sent: nameOf(exchange.text) }),
    });
  }
}

/** Asked for in a form that the forge does not have, it answers JSON, and the run is told. */
function unservedType({ operationId, headers }: Exchange): Violation[] {
  const value = unservedTypeOf(operationId, headers.get('accept') ?? '');
  const message = 'the forge has no such form of this and answers JSON';
  return value === undefined ? [] : [{ what: 'request', operationId, pointer: 'header:accept', value, message }];
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

function subjectOf({ operationId, read, repo, repos = repo ? [repo] : [] }: Exchange): FaultSubject {
  return { operationId, read, repos: repos.map(fullNameOf) };
}

/** A fault that answers in GitHub's place, or that asks for another page than the caller did. */
function isAnsweredByFault(strike: Strike | undefined): boolean {
  const { do: does } = strike?.rule ?? {};
  return does !== undefined && ('status' in does || 'truncate' in does);
}

function isApp(caller: Caller | Refusal): boolean {
  return !(caller instanceof Refusal) && caller.kind === 'app';
}

function errorsOf(reply: Reply): unknown[] {
  const errors = (reply.body as { errors?: unknown[] } | undefined)?.errors;
  return errors ?? [];
}

/** A mutation that did nothing at all: errors, and no data beside them. */
function isRefused(reply: Reply): boolean {
  const data = (reply.body as { data?: Record<string, unknown> | null } | undefined)?.data;
  return errorsOf(reply).length > 0 && Object.values(data ?? {}).every((value) => value === null);
}
