/** YAML files of several documents, with references planted in them. */
import fc from 'fast-check';
import { FIRST, frame, framed, shown, type PlantedFile, type ReferenceOf } from './planted.ts';
import { document } from './yaml-tree.ts';
import { YamlWriter } from './yaml-writer.ts';

/** A file of one to three documents, each with a plant at least. */
export const yamlFile: fc.Arbitrary<PlantedFile> = fc
  .record({
    path: fc.constantFrom('app.yaml', 'charts/app/values.yml', 'compose.yaml'),
    documents: fc.array(document, { minLength: 1, maxLength: 3 }),
    frame,
  })
  .map(({ path, documents, frame }) => {
    const written = (referenceOf: ReferenceOf): YamlWriter => {
      const writer = new YamlWriter(referenceOf);
      documents.forEach((one, index) => writer.document(one, { index, of: documents.length }));
      return writer;
    };
    const { planted } = written(() => FIRST);
    return shown({ path, planted, write: (referenceOf) => framed(written(referenceOf).text, frame) });
  });
