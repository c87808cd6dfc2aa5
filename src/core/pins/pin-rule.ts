/** How a person names a pin inside its file: by exactly one of these ways. */
export interface PinRule {
  /** Of the file. Its name tells the format; nothing is read from there. */
  path: string;
  /** The name of an `ARG` in a Dockerfile. */
  arg?: string;
  /** What the file refers to, without tag or digest: `registry.acme.dev/payments`. It means every reference to it. */
  image?: string;
  /**
   * The way to a value through the file's structure, as a JSON pointer: `/spec/containers/0/image`, where `~1` stands for a slash
   * in a key and `~0` for a tilde. In a file of several YAML documents the document goes first, from 0: `#1/spec/…`.
   */
  pointer?: string;
  /** The first word after `# sluice:` in a comment on the value's line or alone above it, or the policy of a Flux image marker. */
  marker?: string;
  /**
   * A regular expression (RE2: linear in time) whose named groups are what moves: `tag`, `digest`, `commit` or `version`. For text that
   * nothing else here reads.
   */
  pattern?: string;
  /** How many places the rule has to find; without it one, and for `image` and a Flux marker as many as there are. */
  places?: number;
}

export const WAYS = ['arg', 'image', 'pointer', 'marker', 'pattern'] as const;
export type Way = (typeof WAYS)[number];

/** The one way that a rule names its pin by; undefined where it says none, or several. */
export function wayOf(rule: PinRule): Way | undefined {
  const given = WAYS.filter((way) => rule[way] !== undefined);
  return given.length === 1 ? given[0] : undefined;
}

/** The pin as its rule names it, in words, beginning a sentence. */
export function nameOfPin(rule: PinRule): string {
  const { path, arg, image } = rule;
  if (arg !== undefined) return `ARG ${arg} in ${path}`;
  if (image !== undefined) return `The image ${image} in ${path}`;
  const way = wayOf(rule);
  return way === undefined ? `The pin in ${path}` : `The ${way} ${JSON.stringify(rule[way])} in ${path}`;
}
