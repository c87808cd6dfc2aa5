// `git check-ref-format`: no control characters, space, ~^:?*[\ or "..", "@{", "//"; no component that starts with a dot or ends in ".lock".
const FORBIDDEN = /[\p{Cc} ~^:?*[\\]|\.\.|@\{|\/\/|\/\.|\.lock(?:\/|$)|[/.]$/u;

/** Whether git accepts this full ref name (`refs/…`). It also keeps names from leaving the refs folder on disk. */
export function isRefName(name: string): boolean {
  return name.startsWith('refs/') && name.split('/').length > 2 && !FORBIDDEN.test(name);
}

/** Throws for a name git would refuse; callers check with `isRefName` before they answer a client. */
export function assertRefName(name: string): void {
  if (!isRefName(name)) throw new Error(`not a valid ref name: ${JSON.stringify(name)}`);
}

/** Every folder a ref name lies in below `refs/<kind>`: none of them can be a ref itself. */
export function parentNames(name: string): string[] {
  const parts = name.split('/');
  return parts.slice(2, -1).map((_, index) => parts.slice(0, index + 3).join('/'));
}
