/**
 * What a pin fixes, each thing in one field. An image has a tag, a digest or both; a chart and a cookbook have a version; what names a
 * revision of git (`git-revision`, `action`, `kustomize-remote`, the `?ref=` of a module) has a commit if it is all 40 digits of one, and
 * else a tag. Of any other value the form tells: a commit, a digest, `tag@digest`, a version if it is numbers with dots, and else a tag.
 */
export interface HeldReference {
  tag?: string;
  digest?: string;
  commit?: string;
  version?: string;
}

/** A reference that a file holds, and the way to name its place in a pipeline. */
export interface FoundPin extends HeldReference {
  /** An image as the file spells it, with the registry in front where that stands apart. */
  image?: string;
  /** What else is referred to, as the file spells it: a chart, a repository, an action, a cookbook. */
  name?: string;
  /** The `ARG` of a Dockerfile that holds it. */
  arg?: string;
  /** From 1. */
  line: number;
  /** Names the place inside its file; a rule's `pointer`. */
  pointer: string;
  kind: PinKind;
  /** The name in the comment `# sluice: <name>` that makes a pin of a value which nothing else tells to be one. */
  marker?: string;
  /** Why it cannot be moved by its pointer, and the way on, in sentences. Only where all references are asked for. */
  refusal?: string;
}

export type PinKind =
  /** `image: repository:tag@digest` in YAML that Kubernetes or something like it reads. */
  | 'kubernetes'
  /** The same in a Compose file. */
  | 'compose'
  /** An image's repository, tag and digest under keys of their own, in YAML. */
  | 'helm-values'
  /** An entry of `images` in a kustomization. */
  | 'kustomization'
  /** A remote resource of a kustomization: `https://…?ref=v1`. */
  | 'kustomize-remote'
  /** The version of a chart: Chart.yaml, a HelmRelease, an Argo CD Application, `helmCharts` of a kustomization. */
  | 'chart'
  /** The revision of a git repository that Argo CD or Flux follows. */
  | 'git-revision'
  /** A value that a Flux image policy marks, without a reference around it. */
  | 'flux-marker'
  /** The `uses` of a GitHub Actions workflow or composite action. */
  | 'action'
  /** An image in a line of a template, which is no YAML before it is filled. */
  | 'template'
  /** `FROM`, `COPY --from`, `RUN --mount=from`, `# syntax` of a Dockerfile. */
  | 'dockerfile'
  /** The default of an `ARG` that no `FROM` uses. */
  | 'arg'
  /** A string of Terraform or other HCL. */
  | 'hcl'
  /** An image in a JSON file: an ECS task definition, for example. */
  | 'json'
  /** The version of a cookbook in a Chef environment. */
  | 'chef'
  /** A line of an `.env` file. */
  | 'env'
  /** A value that a pointer, marker or pattern named, whatever it is there for. */
  | 'value';
