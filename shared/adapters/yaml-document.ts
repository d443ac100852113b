import { Document, isScalar, visit } from 'yaml';
import type { ExportFile } from '../core/export/document.ts';

/** The text of a file: notes as comments, the schema's line, then the fields in the order in which they are given. */
export function fileText(file: ExportFile): string {
  if ('text' in file) return file.text;
  const notes = file.notes.map((note) => `# ${note}\n`);
  const schema = file.schema === undefined ? [] : [`$schema: ${file.schema}\n`];
  return [...notes, ...schema, ...(file.body === undefined ? [] : [yamlText(file.body)])].join('');
}

/**
 * YAML that readers of both versions of the language understand alike: the CLI reads 1.1, in which `on` is a boolean
 * and `1e-7` a text, most editors read 1.2.
 */
function yamlText(body: unknown): string {
  const document = new Document(body, {
    aliasDuplicateObjects: false,
    version: '1.1',
    customTags: (tags) => [exponent, ...tags],
  });
  visit(document, {
    Scalar(_, node) {
      // Not a number in 1.1, and one in 1.2: `0o17`.
      if (
        isScalar(node) &&
        typeof node.value === 'string' &&
        node.value.trim() !== '' &&
        !Number.isNaN(Number(node.value))
      ) {
        node.type = 'QUOTE_DOUBLE';
      }
    },
  });
  // Without a directive: the CLI's own files have none.
  return document.toString({ lineWidth: 0, directives: false });
}

/** PyYAML takes `1e-7` for a text and `1.0e-7` for a number. */
const exponent = {
  identify: (value: unknown): boolean => typeof value === 'number' && /e/.test(String(value)),
  default: true,
  tag: 'tag:yaml.org,2002:float',
  test: /^(?!)/,
  resolve: Number,
  stringify: ({ value }: { value: unknown }): string => String(value).replace(/^(-?\d+)e/, '$1.0e'),
} as const;
