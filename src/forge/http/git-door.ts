import type { IncomingMessage, ServerResponse } from 'node:http';
import { checkAccess } from '../auth/access.ts';
import { identify } from '../auth/identify.ts';
import { fullNameOf, repoHtml } from '../domain/json/repository.ts';
import { runDueJobs } from '../domain/jobs.ts';
import type { PushRefusal, RefCommand } from '../domain/push.ts';
import { repoOnceNamed } from '../domain/organisations/repositories.ts';
import { mergeWhatIsReady } from '../domain/pulls/merge-when-ready.ts';
import { repoNamed, zeroOid } from '../domain/repos.ts';
import type { ForgeState, Repo } from '../domain/state.ts';
import type { Strike } from '../faults/faults.ts';
import { beside, ConnectionLost } from '../faults/passage.ts';
import { serveGit, withPack, type GitBackend, type PushCommand } from '../git/smart-http.ts';
import { Refusal, type Caller, type Reply } from './handler.ts';
import type { Kernel } from './kernel.ts';

/** The domain's word on pushes; ref changes through the API take the same way. */
export interface PushPolicy {
  check(state: ForgeState, repo: Repo, commands: RefCommand[], caller: Caller): ReadonlyMap<string, PushRefusal>;
  apply(state: ForgeState, repo: Repo, commands: RefCommand[], caller: Caller): void;
}

/** A request of a git client: `/{owner}/{repo}[.git]` and what git asks below it. */
interface GitRequest {
  fullName: string;
  pathInfo: string;
  operationId: 'git:fetch' | 'git:push';
}

/** One request on its way through this door. */
export interface GitDoor {
  request: IncomingMessage;
  response: ServerResponse;
  asked: GitRequest;
  backend: GitBackend;
}

interface Admitted {
  caller: Caller;
  repo: Repo;
  directory: string;
  /** Asked for under a name that it had before. */
  isMoved: boolean;
}

/** Reads a git request off a URL; undefined for anything else. */
export function gitRequestOf(url: string): GitRequest | undefined {
  const { pathname, searchParams } = new URL(url, 'http://forge');
  const found = /^\/([^/]+)\/([^/]+?)(?:\.git)?(\/info\/refs|\/git-upload-pack|\/git-receive-pack)$/.exec(pathname);
  const [, owner, name, pathInfo] = found ?? [];
  if (owner === undefined || name === undefined || pathInfo === undefined) return undefined;
  const isPush = pathInfo === '/git-receive-pack' || searchParams.get('service') === 'git-receive-pack';
  return { fullName: `${owner}/${name}`, pathInfo, operationId: isPush ? 'git:push' : 'git:fetch' };
}

/** Answers one request of a git client: credentials, faults and policy here, the protocol in the git room. */
export async function answerGit(door: GitDoor, kernel: Kernel, policy: PushPolicy): Promise<void> {
  const { response, asked } = door;
  runDueJobs(kernel.state);
  let admitted = admit(door, kernel);
  response.once('close', () => record(door, admitted, kernel));
  const read = asked.operationId === 'git:fetch';
  const strike = isCounted(asked, admitted)
    ? kernel.faults.strike({ operationId: asked.operationId, repos: [asked.fullName], read })
    : undefined;
  const isEarly = (strike?.rule.when ?? 'before') === 'before';
  if (strike !== undefined && isEarly) {
    const reply = await happens(strike, { door, admitted, kernel });
    if (reply !== undefined) return send(response, reply);
    admitted = admit(door, kernel);
  }
  if (admitted instanceof Refusal) {
    if (!isEarly) strike?.missed();
    return send(response, toGitReply(admitted));
  }
  await serve(door, admitted, { kernel, policy, late: isEarly ? undefined : strike });
}

interface Serving {
  kernel: Kernel;
  policy: PushPolicy;
  /** What strikes after the work. */
  late: Strike | undefined;
}

async function serve(door: GitDoor, admitted: Admitted, { kernel, policy, late }: Serving): Promise<void> {
  const { request, response, asked, backend } = door;
  const { caller, directory, repo, isMoved } = admitted;
  const isRead = asked.operationId === 'git:fetch';
  let isDone = isRead;
  const breaks = async (): Promise<void> => {
    isDone = true;
    if (late === undefined) return;
    const reply = await happens(late, { door, admitted, kernel });
    // git has no status for "done, but": every late fault that is seen at all is a broken connection.
    if (reply !== undefined || late.rule.when === 'lost') throw new ConnectionLost(`${asked.operationId} was cut off`);
  };
  if (isRead) await breaks();
  let keepPast = (): void => undefined;
  await serveGit(request, response, {
    backend,
    directory,
    pathInfo: asked.pathInfo,
    user: caller.kind === 'anonymous' ? undefined : caller.account.login,
    mayPush: !isRead,
    defaultBranch: repo.defaultBranch,
    ...(isMoved && { notice: movedWords(kernel.state, repo) }),
    beforePush: (commands, pack) => {
      keepPast = kernel.faults.past.beforeWrite(kernel.state, [repo]);
      const judged = { ...repo, git: { ...repo.git, objects: withPack(repo.git.objects, pack) } };
      return policy.check(kernel.state, judged, commands.map(toRefCommand), caller);
    },
    afterPush: async (commands) => {
      policy.apply(kernel.state, repo, commands.map(toRefCommand), caller);
      mergeWhatIsReady(kernel.state);
      keepPast();
      await breaks();
    },
  });
  // A push that policy refuses has no "after".
  if (!isDone) late?.missed();
}

function movedWords(state: ForgeState, repo: Repo): string {
  return `This repository moved. Please use the new location:\n  ${repoHtml(repo, state.origin)}.git\n`;
}

async function happens(
  strike: Strike,
  { door, admitted, kernel }: { door: GitDoor; admitted: Admitted | Refusal; kernel: Kernel },
): Promise<Reply | undefined> {
  const { do: what } = strike.rule;
  const { authorization } = door.request.headers;
  const during = { authorization, repo: admitted instanceof Refusal ? undefined : admitted.repo };
  const scene = { ...kernel, past: kernel.faults.past };
  return what && beside(strike, what, { scene, during, answered: { now: kernel.wall.now() } });
}

/** The git room leaves out an object that is not there, the domain writes zeros as webhooks do. */
function toRefCommand({ ref, before = zeroOid, after = zeroOid }: PushCommand): RefCommand {
  return { ref, before, after };
}

/** Faults count pushes, not the asking before them; nor the request without credentials that git always tries first, nor what is sent elsewhere. */
function isCounted(asked: GitRequest, admitted: Admitted | Refusal): boolean {
  if (admitted instanceof Refusal && (admitted.status === 401 || admitted.status === 301)) return false;
  return asked.operationId === 'git:fetch' || asked.pathInfo === '/git-receive-pack';
}

function admit({ request, asked }: GitDoor, kernel: Kernel): Admitted | Refusal {
  try {
    const caller = identify(request.headers.authorization, kernel);
    const named = repoNamed(kernel.state, asked.fullName);
    const repo = named ?? repoOnceNamed(kernel.state, asked.fullName);
    checkDoor(asked, caller, repo);
    if (repo?.git.directory === undefined) return new Refusal(501, 'This forge keeps its git data in memory');
    if (named === undefined && isFirstOfFetch(asked)) return movedTo(repo, request);
    return { caller, repo, directory: repo.git.directory, isMoved: named === undefined };
  } catch (error) {
    if (error instanceof Refusal) return error;
    throw error;
  }
}

/** The refusals of the API in the words that git clients are given; these are from the logs of many. */
function checkDoor({ operationId, fullName }: GitRequest, caller: Caller, repo: Repo | undefined): void {
  try {
    checkAccess(operationId, caller, repo);
  } catch (cause) {
    // A stranger is asked for credentials whatever the reason, so that git sends those it has.
    if (caller.kind === 'anonymous') throw new Refusal(401, 'Authentication required', { cause });
    if (!(cause instanceof Refusal) || cause.status !== 403) throw cause;
    throw new Refusal(403, `Permission to ${fullName}.git denied to ${caller.account.login}.`, { cause });
  }
  if (operationId === 'git:push' && repo?.archived === true)
    throw new Refusal(403, 'This repository was archived so it is read-only.');
}

function isFirstOfFetch({ operationId, pathInfo }: GitRequest): boolean {
  return operationId === 'git:fetch' && pathInfo === '/info/refs';
}

/** A fetch under an old name is sent to the new one, which git tells its user; a push is taken here and told so. */
function movedTo(repo: Repo, request: IncomingMessage): Refusal {
  const rest = (request.url ?? '').replace(/^\/[^/]+\/[^/]+?(?=(?:\.git)?\/info\/refs)/, '');
  return new Refusal(301, 'Moved Permanently', { headers: { location: `/${fullNameOf(repo)}${rest}` } });
}

/** What git clients read where API clients read something else. */
const gitWords: Record<string, string> = {
  'Not Found': 'Repository not found.',
  'Bad credentials': 'Invalid username or token. Password authentication is not supported for Git operations.',
};

function toGitReply(refusal: Refusal): Reply {
  const text = gitWords[refusal.message] ?? refusal.message;
  const headers = refusal.status === 401 ? { 'www-authenticate': 'Basic realm="GitHub"' } : refusal.headers;
  return {
    status: refusal.status,
    body: `${text}\n`,
    headers: { 'content-type': 'text/plain; charset=utf-8', ...headers },
  };
}

function send(response: ServerResponse, { status, body, headers }: Reply): void {
  response.writeHead(status, headers);
  response.end(typeof body === 'string' ? body : JSON.stringify(body));
}

function record({ request, response, asked }: GitDoor, admitted: Admitted | Refusal, kernel: Kernel): void {
  kernel.calls.push({
    at: kernel.state.clock.now(),
    operationId: asked.operationId,
    method: request.method ?? '',
    path: new URL(request.url ?? '/', 'http://forge').pathname,
    status: response.writableFinished ? response.statusCode : 0,
    caller: admitted instanceof Refusal ? 'anonymous' : admitted.caller.kind,
    read: asked.operationId === 'git:fetch',
    repo: admitted instanceof Refusal ? asked.fullName : fullNameOf(admitted.repo),
  });
}
