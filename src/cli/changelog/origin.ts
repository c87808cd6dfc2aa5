import { isRepoName, type RepoName } from '../../core/names.ts';

/** Where a remote's address leads: a host, and the repository there. */
export interface Origin {
  host: string;
  repo: RepoName;
}

/** `git@github.com:acme/web.git`: the short form of ssh, which is no URL. */
const SHORT_SSH = /^(?:[^@/\s]+@)?([\w.-]+):(?!\/\/)\/?(.+)$/;
/** GitHub's ssh on the port of https, where firewalls let nothing else out. */
const SSH_ON_443 = 'ssh.github.com';

/** Reads the address of a remote, over https or ssh; undefined for a path on disk and for what names no `owner/repo`. */
export function originOf(address: string): Origin | undefined {
  const text = address.trim();
  if (/^(?:https?|ssh|git):\/\//i.test(text)) {
    if (!URL.canParse(text)) return undefined;
    const { host, hostname, pathname, protocol } = new URL(text);
    return origin(/^https?:$/.test(protocol) ? host : hostname, pathname);
  }
  const [, host, path] = SHORT_SSH.exec(text) ?? [];
  return host === undefined || path === undefined ? undefined : origin(host, path);
}

function origin(host: string, path: string): Origin | undefined {
  const repo = path.replace(/^\/+|\/+$/g, '').replace(/\.git$/, '');
  if (host === '' || !isRepoName(repo)) return undefined;
  const plain = host.toLowerCase();
  return { host: plain === SSH_ON_443 ? 'github.com' : plain, repo };
}
