/** A part of every budget that only work for production may use, so that a busy day of other stages never holds a release. */
const RESERVE = 0.2;

/** What a call is for. Undefined: work that serves every stage, whose claim was judged before. */
export interface Work {
  production?: boolean;
  /** It tells people what has happened: of content it leaves the reserve to what a release needs to go on. */
  telling?: boolean;
}

/** How much of a budget is kept for production: nothing where there is no limit. */
export const kept = (limit: number): number => (Number.isFinite(limit) ? Math.floor(limit * RESERVE) : 0);

/** Whether work may use the reserve. */
export const isForProduction = ({ production }: Work): boolean => production !== false;

/** Whether work may use the reserve of content. */
export const isToGoOn = (work: Work): boolean => isForProduction(work) && work.telling !== true;
