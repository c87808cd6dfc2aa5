import { describe, expect, it } from '@jest/globals';

import { known, unknown, type Answer } from '../../../src/core/answer.ts';
import type { CommitSha, Digest, RepoName } from '../../../src/core/names.ts';
import { questionKey, type ArtifactQuestion } from '../../../src/core/promotion/questions.ts';
import { answerQuestions, type AnsweringTools } from '../../../src/operations/lanes/answer-questions.ts';
import { pipeline } from '../../core/pipeline/pipeline-text.ts';

const names = ['a', 'b', 'c', 'd', 'e', 'f', 'g', 'h', 'i'];
const PIPELINE = pipeline(`version: 1
components:
${names.map((name) => `  ${name}: { code: acme/${name}, image: "${name}.registry.dev/app" }`).join('\n')}
stages:
  manifest:
    kind: manifest
    repo: acme/manifests
    pins: [{ file: "apps/{component}.yaml", holds: digest }]
    checks: [lint]
    merge: when-green
`);

const questions = names.map((name): ArtifactQuestion => {
  const digest = `sha256:${name.charCodeAt(0).toString(16).repeat(32)}` as Digest;
  return { ask: 'artifact', repo: PIPELINE.repo, component: name as never, digest };
});

interface Registry {
  waiting: Set<string>;
  answer(host: string): void;
}

/** Answers questions with a registry whose every host waits until it is told to answer that it cannot be reached. */
function asking(): { registry: Registry; answers: ReturnType<typeof answerQuestions> } {
  const waiting = new Map<string, (answer: Answer<CommitSha | undefined>) => void>();
  const registry: Registry = {
    get waiting() {
      return new Set(waiting.keys());
    },
    answer: (host) => {
      waiting.get(host)?.(host === 'c' ? unknown('c.registry.dev cannot be reached') : known(undefined));
      waiting.delete(host);
    },
  };
  const tools = {
    pipelineIn: (repo: RepoName) => Promise.resolve(repo === PIPELINE.repo ? PIPELINE : undefined),
    registry: {
      revisionOf: (image: string) =>
        new Promise<Answer<CommitSha | undefined>>((answer) => waiting.set(image.slice(0, 1), answer)),
    },
  };
  return { registry, answers: answerQuestions(tools as unknown as AnsweringTools, questions) };
}

const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

describe('questions about images', () => {
  it('wait for their registries four at a time, so that a silent one keeps no other from being asked', async () => {
    const { registry, answers } = asking();
    await turn();
    expect([...registry.waiting]).toEqual(['a', 'b', 'c', 'd']);

    for (const host of names.slice(1)) {
      registry.answer(host);
      await turn();
      expect(registry.waiting).toContain('a');
    }
    registry.answer('a');

    const all = await answers;
    expect(questions.map((question) => all.get(questionKey(question)))).toEqual(
      names.map((name) => (name === 'c' ? unknown('c.registry.dev cannot be reached') : known(undefined))),
    );
  });
});
