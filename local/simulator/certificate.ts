import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { generate } from 'selfsigned';

export type Certificate = { key: string; cert: string; caFile: string; remove(): void };

/**
 * A certificate for localhost that lives as long as the simulator: Azure's SDKs send no token over plain HTTP.
 * @param folder where its PEM is put; without it in a temporary folder of its own.
 */
export async function makeCertificate(folder?: string): Promise<Certificate> {
  const names = [
    { type: 2 as const, value: 'localhost' },
    { type: 7 as const, ip: '127.0.0.1' },
  ];
  const pems = await generate([{ name: 'commonName', value: 'localhost' }], {
    keySize: 2048,
    algorithm: 'sha256',
    extensions: [
      { name: 'basicConstraints', cA: true },
      { name: 'subjectAltName', altNames: names },
    ],
  });
  const own = folder === undefined ? mkdtempSync(join(tmpdir(), 'azureml-regions-')) : undefined;
  const caFile = join(folder ?? own ?? '', 'ca.pem');
  writeFileSync(caFile, pems.cert);
  const remove = (): void => rmSync(own ?? caFile, { recursive: true, force: true });
  return { key: pems.private, cert: pems.cert, caFile, remove };
}
