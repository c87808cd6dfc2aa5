/** How a file is read, by its name. */
export type Format =
  | 'yaml'
  | 'json'
  | 'dockerfile'
  | 'hcl'
  | 'env'
  /** Nothing is known of it but its lines. */
  | 'text';

const BY_NAME: readonly (readonly [RegExp, Format])[] = [
  [/^(?:Dockerfile|Containerfile)(?:[.-].+)?$|\.(?:Dockerfile|Containerfile)$/i, 'dockerfile'],
  // What a template engine still has to fill says what it fills before its own ending.
  [/\.ya?ml(?:\.(?:tpl|tmpl|gotmpl|template|j2))?$|^Kustomization$/i, 'yaml'],
  [/\.json$/i, 'json'],
  [/\.(?:tf|tfvars|hcl|nomad)$/i, 'hcl'],
  [/^\.env(?:\..+)?$|\.env$/i, 'env'],
];

/** The format of a file with this path; unknown names are text. */
export function formatOf(path: string): Format {
  const name = path.split('/').at(-1) ?? '';
  return BY_NAME.find(([pattern]) => pattern.test(name))?.[1] ?? 'text';
}
