import { crc32 } from 'node:zlib';

export type ZipEntry = { readonly path: string; readonly text: string };

/**
 * A zip archive whose bytes follow from its entries alone, so that an unchanged export is an unchanged file. Entries are
 * stored as they are: what deflate makes of a text differs between builds of zlib, and the texts are small.
 */
export function zip(entries: readonly ZipEntry[]): Uint8Array {
  const local: Buffer[] = [];
  const central: Buffer[] = [];
  let offset = 0;
  for (const { path, text } of entries) {
    const name = Buffer.from(path);
    const data = Buffer.from(text);
    const about = aboutEntry(name, data);
    const header = Buffer.concat([numbers([4, 0x04034b50]), about, numbers([2, 0]), name]);
    local.push(header, data);
    central.push(
      // Made on Unix, an ordinary file that its owner writes and all read.
      numbers([4, 0x02014b50], [2, (3 << 8) | 20]),
      about,
      numbers([2, 0], [2, 0], [2, 0], [2, 0], [4, 0o100644 * 0x10000], [4, offset]),
      name,
    );
    offset += header.length + data.length;
  }
  // Without the extension zip64 the format has no room for more.
  if (entries.length > 0xffff || offset > 0xffffffff) throw new RangeError('too much for one zip archive');
  const directory = Buffer.concat(central);
  const count = entries.length;
  const end = numbers(
    [4, 0x06054b50],
    [2, 0],
    [2, 0],
    [2, count],
    [2, count],
    [4, directory.length],
    [4, offset],
    [2, 0],
  );
  return Buffer.concat([...local, directory, end]);
}

/** What both headers of an entry say. The time is the first that the format knows, 1980-01-01, for every entry. */
function aboutEntry(name: Buffer, data: Buffer): Buffer {
  const [version, utf8Names, stored, time, date] = [20, 0x0800, 0, 0, (1 << 5) | 1];
  return numbers(
    [2, version],
    [2, utf8Names],
    [2, stored],
    [2, time],
    [2, date],
    [4, crc32(data)],
    [4, data.length],
    [4, data.length],
    [2, name.length],
  );
}

/** Little-endian numbers of so many bytes each. */
function numbers(...parts: readonly (readonly [bytes: 2 | 4, value: number])[]): Buffer {
  const buffer = Buffer.alloc(parts.reduce((sum, [bytes]) => sum + bytes, 0));
  let at = 0;
  for (const [bytes, value] of parts) at = buffer.writeUIntLE(value, at, bytes);
  return buffer;
}
