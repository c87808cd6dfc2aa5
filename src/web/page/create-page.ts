import type { IncomingMessage, ServerResponse } from 'node:http';

import { loadPages, type Pages } from '../../templates.ts';
import { isFromThisMachine } from '../sign-in/loopback.ts';
import { SignInDoor, type SignInDoorOptions } from '../sign-in/sign-in-door.ts';
import { viewReply } from './page-model.ts';
import { readFacts, type PageSource } from './read-facts.ts';
import { message, send, type Reply } from './reply.ts';
import { isForPrograms, routeOf } from './routes.ts';

/**
 * Who may see the page. `off`: nobody, and this sentence says what to do about it; `open`: whoever sits at this machine, who is
 * told so; `teams`: members who sign in through GitHub.
 */
export type PageAccess =
  { off: string } | { open: { loopbackOnly: true; notice: string } } | { teams: SignInDoorOptions };

export interface PageOptions {
  source: PageSource;
  access: PageAccess;
}

/** Answers a request that is neither a webhook nor a question about health. */
export type PageDoor = (request: IncomingMessage, response: ServerResponse) => Promise<void>;

/** The page: what runs where, what waits for what, and how it came about. It shows, and changes nothing. */
export function createPage({ source, access }: PageOptions): PageDoor {
  const pages = loadPages();
  const guard = guardOf(access, source);
  const notice = 'open' in access ? access.open.notice : undefined;
  return async (request, response) => {
    const url = urlOf(request);
    const reply = (url && fileReply(pages, request, url)) ?? (await answer(url, { source, guard, request }));
    render(pages, { request, response, reply, url, notice });
  };
}

/** Who asks, where that is known, or what they are answered instead. */
type Guarded = { login?: string } | { reply: Reply };

type Guard = (request: IncomingMessage, url: URL) => Promise<Guarded>;

function guardOf(access: PageAccess, { clock }: PageSource): Guard {
  if ('off' in access)
    return () => Promise.resolve({ reply: message(403, { title: 'The page is off', says: access.off }) });
  if ('open' in access) {
    const says = 'This page is open to the machine it runs on and to nobody else.';
    const refused = { reply: message(403, { title: 'This page is not for you', says }) };
    return (request) => Promise.resolve<Guarded>(isFromThisMachine(request) ? {} : refused);
  }
  const door = new SignInDoor(access.teams, clock);
  return async (request, url) => {
    const reply = await door.answer(request, url);
    return reply === undefined ? door.admit(request, url) : { reply };
  };
}

async function answer(
  url: URL | undefined,
  { source, guard, request }: { source: PageSource; guard: Guard; request: IncomingMessage },
): Promise<Reply> {
  if (url === undefined)
    return message(400, { title: 'Not understood', says: 'The address of this request is not one.' });
  const admission = await guard(request, url);
  if ('reply' in admission) return admission.reply;
  const route = routeOf(url);
  if (route === undefined) return { ...NOTHING, ...admission };
  if (request.method !== 'GET' && request.method !== 'HEAD')
    return {
      ...message(405, { title: 'Not this way', says: 'This page shows and changes nothing.' }, READ_ONLY),
      ...admission,
    };
  const view = viewReply(await readFacts(source, route.wanted), route) ?? NOTHING;
  return { ...view, ...admission };
}

const READ_ONLY = { allow: 'GET, HEAD' };
const NOTHING = message(404, {
  title: 'There is nothing here',
  says: 'No pipeline in force has a component or a lane of this name.',
});

/** Style and script say nothing about anybody's releases: whoever may not see a page still sees why in a page that looks like one. */
function fileReply({ assets }: Pages, { method }: IncomingMessage, { pathname }: URL): Reply | undefined {
  if (!pathname.startsWith('/assets/')) return undefined;
  const asset = assets.get(pathname);
  if (asset === undefined)
    return message(404, { title: 'There is nothing here', says: 'A newer Sluice has other files: reload the page.' });
  if (method !== 'GET' && method !== 'HEAD')
    return message(405, { title: 'Not this way', says: 'This is a file to read.' }, READ_ONLY);
  const headers = { 'cache-control': 'public, max-age=31536000, immutable' };
  return { status: 200, headers, body: { file: asset.body, type: asset.type } };
}

interface Answered {
  request: IncomingMessage;
  response: ServerResponse;
  reply: Reply;
  url: URL | undefined;
  notice: string | undefined;
}

function render(pages: Pages, { request, response, reply, url, notice }: Answered): void {
  const { status, headers = {}, body, login } = reply;
  const shared = { status, headers };
  if ('empty' in body) return send(request, response, { ...shared, body: '' });
  if ('file' in body) return send(request, response, { ...shared, body: body.file, type: body.type });
  const type = 'application/json; charset=utf-8';
  if ('json' in body) return send(request, response, { ...shared, type, body: `${JSON.stringify(body.json)}\n` });
  if (url !== undefined && isForPrograms(url))
    return send(request, response, { ...shared, type, body: `${JSON.stringify({ version: 1, error: body.model })}\n` });
  const html = pages.render(body.template, { ...body.model, notice, login });
  return send(request, response, { ...shared, type: 'text/html; charset=utf-8', body: html });
}

/** Only the path and the query count; the host is whatever the caller says it is. */
function urlOf({ url = '/' }: IncomingMessage): URL | undefined {
  return url.startsWith('/') && URL.canParse(`http://sluice${url}`) ? new URL(`http://sluice${url}`) : undefined;
}
