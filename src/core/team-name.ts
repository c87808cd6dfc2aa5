declare const brand: unique symbol;

/** `@organisation/team`, as people mention it: the team by its slug. */
export type TeamName = string & { readonly [brand]: 'TeamName' };

const TEAM = /^@[A-Za-z0-9](?:[A-Za-z0-9-]{0,38})\/[A-Za-z0-9][A-Za-z0-9_-]{0,99}$/;

export const isTeamName = (text: string): text is TeamName => TEAM.test(text);

/** The organisation and the slug that a team's name holds. */
export function teamParts(team: TeamName): { organisation: string; slug: string } {
  const [organisation = '', slug = ''] = team.slice(1).split('/');
  return { organisation, slug };
}
