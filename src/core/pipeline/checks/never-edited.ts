const INSTEAD = 'pin the image or the commit in another file, or move it by hand with sluice pin';

/**
 * Why no pin may stand in a file, or undefined. GitHub refuses an App's changes below `.github/workflows` without the permission
 * `workflows`; whoever may change what a workflow runs gets at the secrets of its repository.
 */
export function whyNeverEdited(path: string): string | undefined {
  if (path.startsWith('.github/workflows/')) {
    return `is a workflow, which Sluice never edits: GitHub lets an App change workflows only with the permission workflows, and who may change them runs code with the secrets of the repository, so Sluice does not ask for it; ${INSTEAD}`;
  }
  if (/(?:^|\/)action\.ya?ml$/.test(path)) {
    return `is an action, which Sluice never edits: workflows run it with the secrets of their repository; ${INSTEAD}`;
  }
  return path.startsWith('.github/') ? 'is in .github, which Sluice never edits' : undefined;
}
