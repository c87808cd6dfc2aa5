import { describe, expect, it } from '@jest/globals';

import { describeWithPostgres } from '../contracts/postgres.ts';
import { busy } from './busy.ts';
import { crash, embedded, onPostgres } from './crash-run.ts';

const KILLS = 10;
/** Less may be left to be killed than was asked for; a run in which hardly anybody was proves nothing. */
const LEAST_KILLS = 5;
/** Some thirty processes are started by each of these (milliseconds): on a busy machine that alone takes minutes. */
const LONGEST_MS = 300_000;

describe('a Sluice that is killed at random moments on its embedded store', () => {
  it(
    'loses no delivery that it acknowledged, does nothing twice, and ends where an undisturbed one does',
    async () => {
      const round = await crash({ ground: embedded, seed: 1, kills: KILLS, scene: busy });

      expect(round.wrong).toEqual([]);
      expect(round.killed).toBeGreaterThanOrEqual(LEAST_KILLS);
      expect(round.acknowledged).toBeGreaterThan(50);
    },
    LONGEST_MS,
  );
});

describeWithPostgres('three replicas on one server', (server) => {
  it(
    'lose and repeat nothing when some are killed and one stands still in an effect for ten minutes, and that one writes nothing more',
    async () => {
      const round = await crash({ ground: onPostgres(server()), seed: 1, kills: KILLS, scene: busy, isPaused: true });

      expect(round.wrong).toEqual([]);
      expect(round).toMatchObject({ pauses: 1, late: [] });
      expect(round.refused + round.late.length).toBeGreaterThan(0);
      expect(round.killed).toBeGreaterThanOrEqual(LEAST_KILLS);
    },
    LONGEST_MS,
  );
});
