import { isKnown, known, type Answer } from '../../core/answer.ts';
import type { Instant } from '../../core/names.ts';
import type { TeamName } from '../../core/team-name.ts';
import type { Clock } from '../../ports/clock.ts';
import type { Roles } from '../../ports/github/roles.ts';

/** Who leaves a team stops seeing the page within this time. */
const KEPT_MS = 5 * 60_000;

/** Whether people are in any of the teams; an answer is kept for some minutes, and what is not known is not kept. */
export class Membership {
  readonly #teams: TeamName[];
  readonly #roles: Pick<Roles, 'isMember'>;
  readonly #clock: Clock;
  readonly #answers = new Map<string, { member: boolean; until: Instant }>();

  constructor({ teams, roles, clock }: { teams: TeamName[]; roles: Pick<Roles, 'isMember'>; clock: Clock }) {
    this.#teams = teams;
    this.#roles = roles;
    this.#clock = clock;
  }

  async has(login: string): Promise<Answer<boolean>> {
    const now = this.#clock.now();
    for (const [name, { until }] of this.#answers) if (until <= now) this.#answers.delete(name);
    const kept = this.#answers.get(login);
    if (kept !== undefined) return known(kept.member);
    const answer = await this.#ask(login);
    if (isKnown(answer)) this.#answers.set(login, { member: answer.known, until: now + KEPT_MS });
    return answer;
  }

  /** Asks again the next time: who signs in anew may have joined a team meanwhile. */
  forget(login: string): void {
    this.#answers.delete(login);
  }

  /** One team that says yes is enough; that none does is known only when all have answered. */
  async #ask(login: string): Promise<Answer<boolean>> {
    const answers = await Promise.all(this.#teams.map((team) => this.#roles.isMember(team, login)));
    if (answers.some((answer) => isKnown(answer) && answer.known)) return known(true);
    return answers.find((answer) => !isKnown(answer)) ?? known(false);
  }
}
