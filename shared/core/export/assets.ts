import { component } from './component.ts';
import { compute } from './compute.ts';
import { data, model } from './data-model.ts';
import { datastore } from './datastore.ts';
import { document, type ExportAsset, type ExportFile, type ExportKind, type Source, type ToFiles } from './document.ts';
import { environment } from './environment.ts';

const byKind: Readonly<Record<ExportKind, ToFiles>> = {
  environments: environment,
  components: component,
  data,
  models: model,
  codes: ({ kind, name, version }, source) => [
    document({
      folder: kind,
      name,
      ...(version === undefined ? {} : { version }),
      source,
      why: 'the CLI has no command for code: what refers to it needs the folder of its source instead',
    }),
  ],
  datastores: datastore,
  computes: compute,
};

/** The files from which `az ml <kind> create -f` makes the asset again. */
export function exportAsset(asset: ExportAsset, source: Source): readonly ExportFile[] {
  return byKind[asset.kind](asset, source);
}
