import type { Reading } from './reading.ts';

/** Where GitHub's API and its pages are, without a slash at the end. */
export interface GithubAddresses {
  apiUrl: string;
  webUrl: string;
}

/** GitHub's addresses: github.com, an Enterprise Server by its host, or any by the address of its API. */
export function readGitHub(read: Reading): GithubAddresses {
  const host = read.get('GHE_HOST');
  if (read.conflict('GHE_HOST', 'GITHUB_API_URL')) return { apiUrl: '', webUrl: '' };
  if (!host) return readApiUrl(read);
  if (!/^[A-Za-z0-9.-]+(:\d+)?$/.test(host)) {
    read.invalid('GHE_HOST', 'is not the name of a host', 'give the name alone, as in github.example.com');
  }
  return { apiUrl: `https://${host}/api/v3`, webUrl: `https://${host}` };
}

function readApiUrl(read: Reading): GithubAddresses {
  const text = read.get('GITHUB_API_URL') ?? 'https://api.github.com';
  const url = URL.canParse(text) ? new URL(text) : undefined;
  const next = 'give the address of the REST API, as in https://github.example.com/api/v3';
  if (!url || !/^https?:$/.test(url.protocol)) {
    read.invalid('GITHUB_API_URL', 'is not a web address', next);
    return { apiUrl: '', webUrl: '' };
  }
  if (url.username || url.password || url.search || url.hash)
    read.invalid('GITHUB_API_URL', 'has more than a host and a path', next);
  else if (url.protocol === 'http:' && !isThisMachine(url.hostname))
    read.invalid('GITHUB_API_URL', 'would send tokens unencrypted', 'begin it with https://');
  const path = url.pathname.replace(/\/+$/, '');
  return { apiUrl: url.origin + path, webUrl: url.origin.replace('//api.', '//') + path.replace(/\/api\/v3$/, '') };
}

/** Whether a host name means the machine itself, where nothing crosses a network. */
export const isThisMachine = (host: string): boolean => /^(localhost|127(\.\d+){3}|\[::1\])$/.test(host);

/** The address to listen on. */
export const readHost = (read: Reading): string => readHostOf(read, 'HOST');

/** The port to listen on; 0 takes any. */
export const readPort = (read: Reading): number => readPortOf(read, 'PORT') ?? 3000;

/** Where metrics are told; undefined when nobody asks for them. They show the names of accounts, so they are no part of the page's address. */
export function readMetrics(read: Reading): { host: string; port: number } | undefined {
  const host = readHostOf(read, 'METRICS_HOST');
  const port = readPortOf(read, 'METRICS_PORT');
  if (port === undefined && read.get('METRICS_HOST') !== undefined)
    read.missing('METRICS_PORT', 'set it to the port of the metrics, or remove METRICS_HOST');
  return port === undefined ? undefined : { host, port };
}

function readHostOf(read: Reading, name: 'HOST' | 'METRICS_HOST'): string {
  const host = read.get(name) ?? '127.0.0.1';
  if (!/^[A-Za-z0-9.:_-]+$/.test(host) || /^https?:/i.test(host)) {
    read.invalid(name, 'is not an address to listen on', 'use 127.0.0.1 behind a proxy on this machine, or 0.0.0.0');
  }
  return host;
}

function readPortOf(read: Reading, name: 'PORT' | 'METRICS_PORT'): number | undefined {
  const text = read.get(name);
  if (text === undefined) return undefined;
  if (!/^\d{1,5}$/.test(text) || Number(text) > 65_535) {
    read.invalid(name, 'is not a port', 'give a whole number up to 65535, or 0 for any free port');
  }
  return Number(text);
}
