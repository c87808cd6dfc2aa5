import type { ComponentName, PromotionId, StageName } from '../names.ts';
import type { Back, Carry, Wish } from './wish.ts';

/** What the ledger keeps of a wish. */
const format = (wish: Wish): Record<string, unknown> => ({ v: 1, ...wish });

/** What the ledger holds was written by this release of Sluice or an older one. */
function parse(facts: Record<string, unknown>): Wish | undefined {
  const { id, stage, component, wants, by, at, said } = facts;
  const texts = [id, stage, component, by, said];
  if (facts['v'] !== 1 || texts.some((one) => typeof one !== 'string') || typeof at !== 'number') return undefined;
  if (!isCarry(wants) && !isBack(wants)) return undefined;
  return {
    id: id as string,
    stage: stage as StageName,
    component: component as ComponentName,
    wants,
    by: by as string,
    at,
    said: said as PromotionId,
  };
}

const isCarry = (wants: unknown): wants is Carry => hasText((wants as Partial<Carry> | null)?.carry, 'commit');
const isBack = (wants: unknown): wants is Back => hasText((wants as Partial<Back> | null)?.back, 'value');

const hasText = (value: object | undefined, name: string): boolean =>
  typeof (value as Record<string, unknown> | undefined)?.[name] === 'string';

/** A wish and its facts in the ledger, and back. */
export const WishRecord = { format, parse };

/** The same for the same component by the same label, and another when the label is put on again. */
export const wishId = ({ said, stage, component, at }: Pick<Wish, 'said' | 'stage' | 'component' | 'at'>): string =>
  `${labelWishes(said)}${stage}:${component}:${at}`;

/** What the ids of all wishes begin with that were made by labels of one pull request. */
export const labelWishes = (said: PromotionId): string => `wish:${said}:`;
