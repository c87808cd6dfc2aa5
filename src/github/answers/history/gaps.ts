/** What GitHub was not asked for, or did not list, in one sentence each. */
export function gapsIn({ cut = 0, open = 0 }: { cut?: number; open?: number }): string[] {
  const threads =
    open === 1
      ? '1 number that changes name was not looked up: whether it is an issue is not known.'
      : `${open} numbers that changes name were not looked up: whether they are issues is not known.`;
  const lists = `GitHub lists more pull requests or issues of ${cut === 1 ? '1 commit' : `${cut} commits`} than were read.`;
  return [...(open > 0 ? [threads] : []), ...(cut > 0 ? [lists] : [])];
}
