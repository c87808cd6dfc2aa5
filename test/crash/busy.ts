import { ACME_PIPELINE, seedAcme } from '../../src/forge/seed/acme.ts';
import type { Deed, Reaction, Scene } from '../../src/simulate/scene.ts';
import { checks } from '../../src/simulate/scenes/cast/reactions.ts';

const COMPONENTS = ['payments', 'ledger', 'search', 'mail', 'audit', 'rates'];
const CHANGES = ['first', 'second', 'third'];

const codeOf = (component: string): string => `acme/${component}`;

const pipeline = ACME_PIPELINE.replace(
  '  payments: { code: acme/payments }\n',
  COMPONENTS.map((name) => `  ${name}: { code: acme/${name} }\n`).join(''),
);

/** ada proposes a change and merges it, as people do: a branch, a commit, a pull request, and so a delivery for each. */
const changes = (repo: string, change: string): Deed => ({
  name: `ada makes the ${change} change of ${repo}`,
  async do(cast) {
    const ada = cast.person('ada');
    const said = {
      branch: change,
      title: `The ${change} change`,
      body: '',
      path: `${change}.js`,
      text: `// ${change}\n`,
    };
    await ada.merges(repo, await ada.proposes(repo, said));
  },
});

/**
 * Many lanes at once: three changes of each of six components. It always ends alike: of every component the newest commit alone
 * can be proposed last, and CI finds nothing wrong.
 */
export const busy: Scene = {
  name: 'busy',
  seed: (state) => seedAcme(state, { components: COMPONENTS, pipeline }),
  deeds: CHANGES.flatMap((change) => COMPONENTS.map((component) => changes(codeOf(component), change))),
  reactions: COMPONENTS.map((component): Reaction => checks(`${codeOf(component)}-docker`, 'build')),
};
