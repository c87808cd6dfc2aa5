import type { IncomingMessage, ServerResponse } from 'node:http';
import { checkAccess } from '../auth/access.ts';
import { identify } from '../auth/identify.ts';
import { fullNameOf } from '../domain/json/repository.ts';
import type { RefCommand } from '../domain/push.ts';
import { repoOnceNamed } from '../domain/organisations/repositories.ts';
import { mergeWhatIsReady } from '../domain/pulls/merge-when-ready.ts';
import { repoNamed, zeroOid } from '../domain/repos.ts';
import type { ForgeState, Repo } from '../domain/state.ts';
import { faultReply } from '../faults/rules.ts';
import { serveGit, type PushCommand } from '../git/smart-http.ts';
import { Refusal, type Caller, type Reply } from './handler.ts';
import type { Kernel } from './pipeline.ts';

/** The domain's word on pushes; ref changes through the API take the same way. */
export interface PushPolicy {
  check(state: ForgeState, repo: Repo, commands: RefCommand[], caller: Caller): ReadonlyMap<string, string>;
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
}

interface Admitted {
  caller: Caller;
  repo: Repo;
  directory: string;
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
  const { request, response, asked } = door;
  const admitted = admit(door, kernel);
  response.once('close', () => record(door, admitted, kernel));
  const fault = isCounted(asked, admitted)
    ? kernel.faults.strike({ operationId: asked.operationId, repo: asked.fullName })
    : undefined;
  if (fault?.when === 'before') return send(response, faultReply(fault));
  if (admitted instanceof Refusal) return send(response, toGitReply(admitted));
  const { caller, directory, repo } = admitted;
  // git has no status for "done, but": both kinds of a late fault are a broken connection.
  if (fault && asked.operationId === 'git:fetch') return void response.destroy();
  await serveGit(request, response, {
    directory,
    pathInfo: asked.pathInfo,
    user: caller.kind === 'anonymous' ? undefined : caller.account.login,
    mayPush: asked.operationId === 'git:push',
    defaultBranch: repo.defaultBranch,
    beforePush: (commands) => policy.check(kernel.state, repo, commands.map(toRefCommand), caller),
    afterPush: (commands) => {
      policy.apply(kernel.state, repo, commands.map(toRefCommand), caller);
      mergeWhatIsReady(kernel.state);
      if (fault) response.destroy();
    },
  });
}

/** The git room leaves out an object that is not there, the domain writes zeros as webhooks do. */
function toRefCommand({ ref, before = zeroOid, after = zeroOid }: PushCommand): RefCommand {
  return { ref, before, after };
}

/** Faults count pushes, not the asking before them; nor the request without credentials that git always tries first. */
function isCounted(asked: GitRequest, admitted: Admitted | Refusal): boolean {
  if (admitted instanceof Refusal && admitted.status === 401) return false;
  return asked.operationId === 'git:fetch' || asked.pathInfo === '/git-receive-pack';
}

function admit({ request, asked }: GitDoor, kernel: Kernel): Admitted | Refusal {
  try {
    const caller = identify(request.headers.authorization, kernel);
    // git follows a rename without a word.
    const repo = repoNamed(kernel.state, asked.fullName) ?? repoOnceNamed(kernel.state, asked.fullName);
    try {
      checkAccess(asked.operationId, caller, repo);
    } catch (error) {
      // A stranger is asked for credentials whatever the reason, so that git sends those it has.
      throw caller.kind === 'anonymous' ? new Refusal(401, 'Authentication required', { cause: error }) : error;
    }
    if (repo?.git.directory === undefined) return new Refusal(501, 'This forge keeps its git data in memory');
    return { caller, repo, directory: repo.git.directory };
  } catch (error) {
    if (error instanceof Refusal) return error;
    throw error;
  }
}

function toGitReply(refusal: Refusal): Reply {
  const text = refusal.status === 404 ? 'Repository not found.' : refusal.message;
  const headers = refusal.status === 401 ? { 'www-authenticate': 'Basic realm="GitHub"' } : {};
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
