import { address, assetDocument, assetHead, assetSilent } from './asset-parts.ts';
import type { ToFiles } from './document.ts';
import { dataTypes } from './parts.ts';
import { same, shape, word } from './shape.ts';

// `referencedUris` is what the service read out of an mltable's own file.
const dataShape = shape(
  [...assetHead, ['type', word(dataTypes), 'dataType'], ['path', address, 'dataUri']],
  [...assetSilent, 'referencedUris'],
);

const modelShape = shape(
  [
    ...assetHead,
    ['type', word(dataTypes), 'modelType'],
    ['path', address, 'modelUri'],
    ['stage', same],
    ['flavors', same],
  ],
  assetSilent,
);

export const data: ToFiles = (asset, source) => [assetDocument(asset, source, { schema: 'data', as: dataShape })];
export const model: ToFiles = (asset, source) => [assetDocument(asset, source, { schema: 'model', as: modelShape })];
