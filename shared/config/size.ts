const units = ['KiB', 'MiB', 'GiB', 'TiB'] as const;

/** A whole number and its unit. */
export const sizePattern = /^\d{1,6}(?:KiB|MiB|GiB|TiB)$/;

/** The size in bytes, or undefined when the text is none. */
export function parseSize(text: string): number | undefined {
  const unit = units.findIndex((candidate) => text.endsWith(candidate));
  return sizePattern.test(text) ? Number.parseInt(text, 10) * 1024 ** (unit + 1) : undefined;
}
