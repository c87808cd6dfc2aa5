import { serverVersion, type DescriptionName } from './contract/slices.ts';

/** Where an Enterprise Server has its API, beside its pages; the forge that is github.com has both at its root. */
const enterprisePrefix = '/api/v3';

/** Where the addresses of the API begin on the GitHub of that description. */
export function apiAt(origin: string, description: DescriptionName): string {
  return serverVersion(description) === undefined ? origin : origin + enterprisePrefix;
}

/** The same on another origin: what a client calls a server by is what it is answered. */
export function apiLike(api: string, origin: string): string {
  return api.endsWith(enterprisePrefix) ? origin + enterprisePrefix : origin;
}

/** Where the addresses for people and for git begin, beside the API that is at `api`. */
export function webOf(api: string): string {
  return api.endsWith(enterprisePrefix) ? api.slice(0, -enterprisePrefix.length) : api;
}
