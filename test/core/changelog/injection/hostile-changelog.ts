import type { Changelog } from '../../../../src/core/changelog/changelog-model.ts';
import { DEFAULT_STYLE, type ChangelogStyle } from '../../../../src/core/changelog/changelog-style.ts';
import { repoName } from '../../../../src/core/names.ts';
import { changelogOf, id, listed, listedCommit } from '../../promotion/facts.ts';

/** A range in which every text that is anybody's is `text`: names, titles, subjects, labels, keys and references. */
export const hostileChangelog = (text: string): Changelog => {
  const references = {
    issues: ['acme/payments#12', 'acme/secret#14', `${text}-private`, text],
    closes: ['acme/secret#14', `${text}-private`, text],
    tells: ['acme/payments#12', text],
    trackerKeys: [`PAY-${text}`, 'PAY-12', text],
  };
  const pr = { ...references, title: text, author: text, coAuthors: [text, `${text} and ${text}`], labels: [text] };
  return changelogOf({
    repo: repoName('acme/payments'),
    classification: 'diverged',
    pullRequests: [
      listed({ ...pr, number: 9, origins: [3, 4] }),
      listed({ ...pr, number: 8, title: `feat: ${text}`, kind: 're-applied' }),
      listed({ ...pr, number: 7, title: `fix(${text}): x ${text}`, kind: 'dependencies' }),
      listed({ ...pr, number: 6, kind: 'sync' }),
    ],
    issues: [
      { ref: 'acme/payments#12', how: 'told', closing: false, title: text },
      { ref: 'acme/secret#14', how: 'closing', closing: true, title: text },
      { ref: text, how: 'closing', closing: true, title: text },
      { ref: `${text}-private`, how: 'closing', closing: true, private: true, title: text },
    ],
    trackerKeys: [text],
    directCommits: [
      listedCommit({ ...references, commit: id('5'), subject: text, author: text }),
      listedCommit({ ...references, commit: id('9'), subject: text, author: text }),
    ],
    removed: [{ commit: id('6'), subject: text, author: text, number: 5 }],
    reverted: [
      { commit: id('7'), subject: text, author: text, reverts: [1, 2], what: 'older' },
      { commit: id('8'), subject: text, author: text, reverts: [], what: 'undone', number: 4, by: 3 },
      { commit: id('9'), subject: text, author: text, reverts: [1, 2], what: 'older' },
    ],
    unknown: [text, `\`x\` ${text}`],
  });
};

/** Folds of a hostile changelog that is told in full. */
export const FOLDS = 2;

/** A style whose headings and addresses are hostile too. */
export const hostileStyle = (title: string, url = 'https://tracker.example/browse/{key}'): ChangelogStyle => ({
  kinds: [{ title, labels: [], types: ['feat'] }, ...DEFAULT_STYLE.kinds],
  trackers: [
    { project: 'PAY', url },
    { project: title, url },
  ],
});
