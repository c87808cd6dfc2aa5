import { isAbsolute } from 'node:path';

import { isCommitSha } from '../../core/names.ts';
import { GitFailure } from '../failure.ts';
import type { FetchRequest, RangeRequest, Request } from './requests.ts';

/** What a token is made of: nothing that ends a header line. */
const TOKEN = /^[\x21-\x7e]{1,2000}$/;
const LONGEST_PATH = 4096;
const MOST_ROOTS = 1000;

/** Refuses whatever could be anything but a commit, a folder, an address and a token once git reads it. */
export function checkRequest(request: Request): void {
  const { directory } = request.repository;
  if (!isAbsolute(directory) || directory.includes('\0')) refuse('folder');
  if (request.ask === 'range') checkRange(request);
  else checkFetch(request);
}

function checkRange({ from, to, roots = [] }: RangeRequest): void {
  if (!isCommitSha(from) || !isCommitSha(to)) refuse('commit');
  const isPath = (root: string): boolean => root !== '' && root.length <= LONGEST_PATH && !root.includes('\0');
  if (roots.length > MOST_ROOTS || !roots.every(isPath)) refuse('path');
}

function checkFetch({ url, token, commits, repository }: FetchRequest): void {
  if (commits.length === 0 || !commits.every(isCommitSha)) refuse('commit');
  if (!repository.isMirror) refuse('mirror');
  if (!isCloneUrl(url)) refuse('address');
  if (!TOKEN.test(token)) refuse('token');
}

/** Encrypted, except on this machine, as the settings have it for the whole of GitHub's address. */
function isCloneUrl(text: string): boolean {
  if (!URL.canParse(text)) return false;
  const { protocol, hostname, username, password, search, hash, pathname } = new URL(text);
  const isSafe = protocol === 'https:' || (protocol === 'http:' && isThisMachine(hostname));
  return isSafe && `${username}${password}${search}${hash}` === '' && /^(?:\/[\w.-]+)+$/.test(pathname);
}

const isThisMachine = (hostname: string): boolean => /^(?:localhost|127(?:\.\d+){3}|\[::1\])$/.test(hostname);

function refuse(what: string): never {
  throw new GitFailure('other', `what was asked of git has no valid ${what}`);
}
