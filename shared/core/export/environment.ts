import { stringAt } from '../json.ts';
import { address, assetDocument, assetHead, assetSilent } from './asset-parts.ts';
import { filePath, type ExportFile, type ToFiles } from './document.ts';
import { same, shape, unless, word, type Convert, type Field } from './shape.ts';

const route = shape([
  ['port', same],
  ['path', same],
]);

const context: Convert = (value, scope) => {
  scope.tell(`note: ${scope.path}: the build context itself stays in storage, at the address that path names`);
  return shape([
    ['path', address, 'contextUri'],
    ['dockerfile_path', same],
  ])(value, scope);
};

const fields = (condaFile: string): readonly Field[] => [
  ...assetHead,
  ['image', same],
  ['conda_file', () => condaFile],
  ['build', context],
  [
    'inference_config',
    shape([
      ['liveness_route', route],
      ['readiness_route', route],
      ['scoring_route', route],
    ]),
  ],
  ['os_type', word()],
  ['autoRebuild', unless('Disabled')],
  ['stage', unless('Development')],
];

/** The conda file stands beside, as it was: YAML within YAML is hard to read and to compare. */
export const environment: ToFiles = (asset, source) => {
  const conda = stringAt(asset.properties, 'condaFile') ?? '';
  const condaPath = `${filePath(asset.kind, asset.name, asset.version)}.conda.yml`;
  const as = shape(fields(`./${condaPath.split('/').at(-1)}`), [...assetSilent, 'environmentType']);
  const files: ExportFile[] = [assetDocument(asset, source, { schema: 'environment', as })];
  return conda === '' ? files : [...files, { path: condaPath, text: withLineFeeds(conda) }];
};

function withLineFeeds(text: string): string {
  const lines = text.replaceAll('\r\n', '\n');
  return lines.endsWith('\n') ? lines : `${lines}\n`;
}
