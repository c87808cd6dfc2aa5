/** `owner/name` as GitHub's API takes it apart. */
export function split(repo: string): { owner: string; name: string } {
  const [owner = '', name = ''] = repo.split('/');
  return { owner, name };
}
