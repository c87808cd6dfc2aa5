import { part, type Part } from './part.ts';

/** Whether a repository has joined, of the newest commit of its default branch. */
export const CONSENT = 'file(path: ".github/sluice.yml") { object { ... on Blob { text } } }';

/** The newest commit of a code repository, and as `p<index>` the newest that changed something below each root. */
export function sourcePart({ repo, roots }: { repo: string; roots: string[] }, alias: string): Part {
  const newest = roots.map(
    (_, index) => `p${index}: history(first: 1, path: $${alias}P${index}) { nodes { oid committedDate } }`,
  );
  return part({
    alias,
    repo,
    variables: Object.fromEntries(roots.map((root, index) => [`${alias}P${index}`, root])),
    selection: `visibility defaultBranchRef { name target { oid ... on Commit { ${CONSENT} ${newest.join('\n')} } } }`,
  });
}

/** Which pipeline file is on the default branch now. */
export function policyPart(repo: string, alias: string): Part {
  const selection = 'defaultBranchRef { target { oid ... on Commit { file(path: ".github/sluice.yml") { oid } } } }';
  return part({ alias, repo, variables: {}, selection });
}

/** The pipeline file itself, with the commit it was read at. */
export function pipelineFilePart(repo: string, alias: string): Part {
  const selection = `defaultBranchRef { target { oid
    ... on Commit { file(path: ".github/sluice.yml") { object { ... on Blob { oid text isTruncated } } } } } }`;
  return part({ alias, repo, variables: {}, selection });
}
