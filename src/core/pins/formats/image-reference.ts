/** An image reference as container runtimes read it (distribution/reference): `[host[:port]/]path[:tag][@digest]`. */
export interface ImageReference {
  /** Host and path after Docker's defaults; equal repositories are one and the same. */
  repository: string;
  hasHost: boolean;
  tag?: string;
  digest?: string;
  /** Where the tag begins, or the digest of a reference without one; its length where it has neither. */
  fixedAt: number;
}

/** Far above what a runtime takes: 255 characters of name, 128 of tag, and a digest. */
const LONGEST = 1024;
const PARTS = /^([^@]+?)(?::(\w[\w.-]{0,127}))?(?:@([a-z\d]+(?:[-_+.][a-z\d]+)*:[\da-f]{32,}))?$/i;
const HOST = /^(?:\[[\da-f:]+\]|[a-z\d-]+(?:\.[a-z\d-]+)*)(?::\d{1,5})?$/i;
const COMPONENT = /^[a-z\d]+(?:(?:\.|__?|-+)[a-z\d]+)*$/;

/** The reference that a text spells; undefined where it is none. */
export function parseImage(text: string): ImageReference | undefined {
  if (text.length > LONGEST) return undefined;
  const [, name, tag, digest] = PARTS.exec(text) ?? [];
  if (name === undefined) return undefined;
  // Nobody calls an image so: `1:2.53.0-1ubuntu1` is the version of a package, with its epoch.
  if (/^\d+$/.test(name)) return undefined;
  const [first = '', ...rest] = name.split('/');
  // Docker's own rule: what stands before the first slash is a host only if a repository could not be called so.
  const hasHost = rest.length > 0 && (/[.:A-Z]/.test(first) || first === 'localhost');
  const path = hasHost ? rest : [first, ...rest];
  if ((hasHost && !HOST.test(first)) || !path.every((component) => COMPONENT.test(component))) return undefined;
  const isFixed = tag !== undefined || digest !== undefined;
  return {
    repository: repositoryName(hasHost ? first.toLowerCase() : 'docker.io', path),
    hasHost,
    ...(tag === undefined ? {} : { tag }),
    ...(digest === undefined ? {} : { digest }),
    fixedAt: isFixed ? name.length + 1 : text.length,
  };
}

function repositoryName(host: string, path: string[]): string {
  if (host !== 'docker.io' && host !== 'index.docker.io') return `${host}/${path.join('/')}`;
  return ['docker.io', ...(path.length === 1 ? ['library'] : []), ...path].join('/');
}

/** The repository that a text without a tag or digest names, comparable with others; undefined where it names none. */
export function parseRepository(text: string): string | undefined {
  const image = parseImage(text);
  return image !== undefined && image.fixedAt === text.length ? image.repository : undefined;
}
