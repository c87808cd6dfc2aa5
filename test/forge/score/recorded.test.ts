import { describe, expect, it } from '@jest/globals';
import { sharedContract } from '../../../src/forge/contract/check.ts';
import { readFacts } from '../../../src/forge/score/facts.ts';
import { judge } from '../../../src/forge/score/judge.ts';
import { isGoodEnough, reportLines, scoreOf } from '../../../src/forge/score/report.ts';
import { newStage, tour } from '../../../src/forge/score/tour/index.ts';

const file = process.env['SLUICE_FACTS'];
const title = 'the answers of the forge, beside recorded ones of GitHub';

function stories(facts: string): void {
  it('have what those always have and say what those say, in at least 95 of 100 pairs', async () => {
    const stage = newStage();
    const { exchanges } = await tour(stage);

    const verdicts = judge(exchanges, {
      contract: sharedContract(),
      operations: stage.forge.operations,
      facts: readFacts(facts),
    });

    expect(isGoodEnough(scoreOf(verdicts)) ? [] : reportLines(verdicts, { all: false })).toEqual([]);
  });
}

if (file !== undefined) describe(title, () => stories(file));
else {
  process.stderr.write(`${title}: skipped, SLUICE_FACTS names no file of facts\n`);
  describe.skip(`${title} (SLUICE_FACTS names no file of facts)`, () => stories(''));
}
