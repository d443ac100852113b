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
    // Without the tag of `<<`, whose text it would never quote.
    customTags: (tags) => [
      exponent,
      ...tags.filter((tag) => (typeof tag === 'string' ? tag !== 'merge' : tag.tag !== 'tag:yaml.org,2002:merge')),
    ],
  });
  visit(document, {
    Scalar(_, node) {
      if (isScalar(node) && typeof node.value === 'string' && needsQuotes(node.value)) node.type = 'QUOTE_DOUBLE';
    },
  });
  // Without a directive: the CLI's own files have none.
  return document.toString({ lineWidth: 0, directives: false }).replaceAll(unprintable, escaped);
}

/** The CLI's reader refuses these, or takes them for line breaks, unless they are escaped within quotes. */
const unprintable =
  /[\u007f-\u009f\u2028\u2029\ufeff\ufffe\uffff]|(?<![\ud800-\udbff])[\udc00-\udfff]|[\ud800-\udbff](?![\udc00-\udfff])/g;

function escaped(char: string): string {
  return `\\u${char.charCodeAt(0).toString(16).padStart(4, '0')}`;
}

/** Texts that only one version of the language takes for texts: `0o17` is a number in 1.2, `=` and `<<` are not in 1.1. */
function needsQuotes(text: string): boolean {
  const isNumber = text.trim() !== '' && !Number.isNaN(Number(text));
  // A tab is no white space to the CLI's reader, and it stops there; lines of a block it takes as they are.
  const hasTab = text.includes('\t') && !text.includes('\n');
  return isNumber || hasTab || text === '=' || text === '<<' || text.search(unprintable) !== -1;
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
