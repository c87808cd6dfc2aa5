/** Where the tour finds the forge. */
const origin = 'http://forge.localhost';

/** What leads people, git and image lists somewhere; all others are addresses of the API. */
const forPeople = new Set([
  'avatar_url',
  'badge_url',
  'blob_url',
  'clone_url',
  'compare',
  'current_user_authorizations_html_url',
  'details_url',
  'diff_url',
  'download_url',
  'external_url',
  'html',
  'html_url',
  'org.opencontainers.image.source',
  'package_html_url',
  'patch_url',
  'permalink_url',
  'raw_url',
  'svn_url',
]);

export interface Address {
  key: string;
  value: string;
}

/** The addresses of this server in an answer or a payload, by the name of the member that holds them. */
export function addressesIn(value: unknown, key = ''): Address[] {
  if (typeof value === 'string') return value.startsWith(`${origin}/`) ? [{ key, value }] : [];
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([name, inner]) =>
    addressesIn(inner, Array.isArray(value) || name === 'href' ? key : name),
  );
}

/** Whether it is one that an Enterprise Server has its API at. */
export const isOfApi = ({ value }: Address): boolean => value.startsWith(`${origin}/api/v3/`);

/** Those that are of the API and look as if they were for people, and the other way round. */
export const misplaced = (addresses: Address[]): string[] => [
  ...new Set(
    addresses.filter((one) => isOfApi(one) === forPeople.has(one.key)).map(({ key, value }) => `${key} ${value}`),
  ),
];
