import { randomUUID } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { generate } from 'selfsigned';

export type Certificate = { key: string; cert: string; caFile: string; keyFile: string; remove(): void };

/**
 * A certificate for localhost that lives as long as the simulator: Azure's SDKs send no token over plain HTTP.
 * @param parent Where the folder with its files is made.
 */
export async function makeCertificate(parent = tmpdir()): Promise<Certificate> {
  const names = [
    { type: 2 as const, value: 'localhost' },
    { type: 7 as const, ip: '127.0.0.1' },
  ];
  // A name of its own: whoever trusts several certificates finds the one that signed by its name alone.
  const commonName = `embedded region ${randomUUID()}`;
  const pems = await generate([{ name: 'commonName', value: commonName }], {
    keySize: 2048,
    algorithm: 'sha256',
    extensions: [
      { name: 'basicConstraints', cA: true },
      { name: 'subjectAltName', altNames: names },
    ],
  });
  const folder = mkdtempSync(join(parent, 'azureml-regions-'));
  const caFile = join(folder, 'ca.pem');
  const keyFile = join(folder, 'key.pem');
  writeFileSync(caFile, pems.cert);
  writeFileSync(keyFile, pems.private, { mode: 0o600 });
  const remove = (): void => rmSync(folder, { recursive: true, force: true });
  return { key: pems.private, cert: pems.cert, caFile, keyFile, remove };
}
