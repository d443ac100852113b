import { zipSync } from 'fflate';

export type ZipEntry = { readonly path: string; readonly text: string };

/** The first day that the format knows: an archive of the same entries is the same file, whenever it was made. */
const mtime = new Date(1980, 0, 1);
const unix = 3;
/** An ordinary file that its owner writes and all read. */
const attrs = 0o100644 * 0x10000;

/**
 * A zip archive whose bytes follow from its entries alone, so that an unchanged export is an unchanged file. Entries are
 * stored as they are: what a compressor makes of a text differs between its versions, and the texts are small.
 */
export function zip(entries: readonly ZipEntry[]): Uint8Array {
  const text = new TextEncoder();
  const files = Object.fromEntries(entries.map((entry) => [entry.path, text.encode(entry.text)]));
  return zipSync(files, { level: 0, mtime, os: unix, attrs });
}
