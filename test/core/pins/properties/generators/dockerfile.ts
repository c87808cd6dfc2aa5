/** Dockerfiles with continued lines, comments between them, directives, arguments and heredocs, and references planted in them. */
import fc from 'fast-check';
import { FIRST, frame, framed, plant, shown, suffixOf } from './planted.ts';
import type { Plant, Planted, PlantedFile, Reference, ReferenceOf } from './planted.ts';

/** How a stage names its image: as it is, by an argument for all of it, or by one for what fixes it. */
type By = 'itself' | 'whole' | 'fixing';

interface Stage {
  plant: Plant;
  by: By;
  keyword: string;
  platform: string;
  isNamed: boolean;
  isMarked: boolean;
  steps: readonly Step[];
}

type Step = { is: 'text'; text: string } | { is: 'copy' | 'mount'; plant: Plant; isContinued: boolean };

const decoy = 'registry.acme.dev/payments:v1';

/** `~` stands for the character that continues a line. */
const text = fc.constantFrom(
  'RUN true',
  `# FROM ${decoy}`,
  '',
  `RUN echo ~\n# FROM ${decoy}\n\n  "FROM ${decoy}" ~\n  done`,
  `ENV IMAGE=${decoy} OTHER="a b"`,
  `LABEL from="${decoy}"`,
  `RUN <<EOF\nFROM ${decoy}\nCOPY --from=${decoy} / /\nEOF`,
  'COPY a b',
  `COPY <<"END" /note\nFROM ${decoy} ~\nEND`,
  'ARG UNUSED',
  'run echo $& é🙂',
  'ENTRYPOINT ["a",  "b"]',
  '   ',
);
const step: fc.Arbitrary<Step> = fc.oneof(
  text.map((text) => ({ is: 'text' as const, text })),
  fc.record({ is: fc.constantFrom('copy', 'mount'), plant, isContinued: fc.boolean() }),
);
const stage: fc.Arbitrary<Stage> = fc.record({
  plant,
  by: fc.constantFrom<By>('itself', 'itself', 'whole', 'fixing'),
  keyword: fc.constantFrom('FROM ', 'from ', '  From\t'),
  platform: fc.constantFrom('', '--platform=linux/amd64 ', '--platform=$BUILDPLATFORM '),
  isNamed: fc.boolean(),
  isMarked: fc.boolean(),
  steps: fc.array(step, { maxLength: 4 }),
});

/** A file of one to four stages, each with a plant. */
export const dockerfile: fc.Arbitrary<PlantedFile> = fc
  .record({
    path: fc.constantFrom('Dockerfile', 'build/app.Dockerfile', 'Containerfile'),
    escape: fc.constantFrom('', '\\', '`'),
    comment: fc.constantFrom('', '# a comment\n', `# FROM ${decoy}\n\n`),
    stages: fc.array(stage, { minLength: 1, maxLength: 4 }),
    frame,
  })
  .map(({ path, escape, comment, stages, frame }) => {
    const written = (referenceOf: ReferenceOf): Writer => {
      const writer = new Writer(referenceOf, escape === '`' ? '`' : '\\');
      writer.text = (escape === '' ? '' : `# escape=${escape}\n`) + comment;
      writer.file(stages);
      return writer;
    };
    const { planted } = written(() => FIRST);
    return shown({ path, planted, write: (referenceOf) => framed(written(referenceOf).text, frame) });
  });

class Writer {
  text = '';
  /** In the order of the file: arguments come first. */
  readonly planted: Planted[] = [];
  private readonly referenceOf: ReferenceOf;
  private readonly escape: string;
  private copies = 0;
  private runs = 0;

  constructor(referenceOf: ReferenceOf, escape: string) {
    this.referenceOf = referenceOf;
    this.escape = escape;
  }

  file(stages: readonly Stage[]): void {
    const images = stages.map((stage, index) => (stage.by === 'itself' ? undefined : this.argument(stage, index)));
    stages.forEach((stage, index) => this.stage(stage, { index, image: images[index] }));
  }

  /** Writes the argument of a stage, and answers what the stage says in its place. */
  private argument({ plant, by }: Stage, index: number): string {
    const name = `A${index}`;
    const place = { pointer: `/ARG/${name}`, leaves: [`/ARG/${this.planted.length}`] };
    const held = suffixOf(plant, this.plant(plant, place));
    this.text += `ARG ${name}=${by === 'whole' ? plant.image + held : held.slice(1)}\n`;
    return by === 'whole' ? `\${${name}}` : `${plant.image}${held.slice(0, 1)}\${${name}}`;
  }

  private stage(stage: Stage, { index, image }: { index: number; image: string | undefined }): void {
    const { plant, keyword, platform, isNamed, isMarked, steps } = stage;
    const marker = isMarked && image === undefined ? { marker: `m${index}` } : {};
    if (isMarked && image === undefined) this.text += `# sluice: m${index}\n`;
    const place = { pointer: `/FROM/${index}`, leaves: [`/FROM/${index}`], ...marker };
    const named = image ?? plant.image + suffixOf(plant, this.plant(plant, place));
    this.text += `${keyword}${platform}${named}${isNamed ? ` AS stage${index}` : ''}\n`;
    steps.forEach((step) => this.step(step));
    if (isNamed) this.text += `COPY --from=stage${index} /a /b\n`;
    if (isNamed) this.copies += 1;
  }

  private step(step: Step): void {
    if (step.is === 'text') return this.line(step.text.replaceAll('~', this.escape));
    const isCopy = step.is === 'copy';
    const pointer = isCopy ? `/COPY/${this.copies}` : `/RUN/${this.runs}`;
    const held = step.plant.image + suffixOf(step.plant, this.plant(step.plant, { pointer, leaves: [pointer] }));
    const gap = step.isContinued ? `${this.escape}\n  # FROM ${decoy}\n  ` : '';
    return this.line(
      isCopy
        ? `COPY --chown=1:1 ${gap}--from=${held} /a /b`
        : `RUN ${gap}--mount=type=bind,from=${held},target=/t make`,
    );
  }

  private line(text: string): void {
    if (text.startsWith('COPY')) this.copies += 1;
    if (/^run/i.test(text)) this.runs += 1;
    this.text += `${text}\n`;
  }

  private plant({ image, holds }: Plant, place: Pick<Planted, 'pointer' | 'leaves' | 'marker'>): Reference {
    const planted = { image, holds, ...place };
    this.planted.push(planted);
    return this.referenceOf(planted, this.planted.length - 1);
  }
}
