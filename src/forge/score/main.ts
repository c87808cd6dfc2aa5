import { parseArgs } from 'node:util';
import { sharedContract } from '../contract/check.ts';
import { descriptionNames, type DescriptionName } from '../contract/slices.ts';
import { beyondTheForge } from './beyond.ts';
import { readFacts } from './facts.ts';
import { describedPairs, judge } from './judge.ts';
import { beyondLines, isGoodEnough, reportLines, scoreOf } from './report.ts';
import { newStage, tour } from './tour/index.ts';

const usage = `npm run forge:score [-- --facts FILE] [--description ${descriptionNames.join('|')}] [--all]`;

interface Asked {
  facts?: string | undefined;
  description: DescriptionName;
  all: boolean;
}

/** Plays the tour and prints how real the forge's answers are. The exit code is 0 when 95 % of the pairs are clean. */
export async function main(argv: string[]): Promise<number> {
  const asked = read(argv);
  if (asked === undefined) {
    process.stderr.write(`${usage}\n`);
    return 2;
  }
  const { facts, description, all } = asked;
  const stage = newStage({ description });
  const { operations } = stage.forge;
  const { exchanges, surprises } = await tour(stage);
  const verdicts = judge(exchanges, {
    contract: sharedContract(description),
    operations,
    beyond: new Set(beyondTheForge.keys()),
    ...(facts !== undefined && { facts: readFacts(facts) }),
  });
  const left = facts === undefined ? beyondLines(beyondTheForge, describedPairs(operations, description)) : [];
  const lines = [
    ...surprises.map((one) => `not as the tour expects: ${one}`),
    ...left,
    ...reportLines(verdicts, { all }),
  ];
  process.stdout.write(`${lines.join('\n')}\n`);
  return isGoodEnough(scoreOf(verdicts)) ? 0 : 1;
}

function read(argv: string[]): Asked | undefined {
  try {
    const { values } = parseArgs({
      args: argv,
      options: {
        facts: { type: 'string' },
        description: { type: 'string', default: 'github.com' },
        all: { type: 'boolean', default: false },
      },
    });
    const description = descriptionNames.find((name) => name === values.description);
    return description === undefined ? undefined : { facts: values.facts, description, all: values.all };
  } catch {
    return undefined;
  }
}
