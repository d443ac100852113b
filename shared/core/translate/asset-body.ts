import type { AssetKind, Dependency } from '../asset.ts';
import type { JsonObject } from '../json.ts';
import type { Reason } from '../reason.ts';
import type { TranslateInput } from './translate.ts';

export type AssetInput = Omit<TranslateInput, 'spec'> & {
  readonly kind: AssetKind;
  /** `properties` of the ARM resource of the version as GET returned it. */
  readonly properties: JsonObject;
  /** Addresses whose content was copied, spelled as in the body, to where it lies in the target: snapshots of code. */
  readonly copied?: ReadonlyMap<string, string> | undefined;
};

export type AssetTranslation =
  | {
      readonly kind: 'translated';
      /** As a PUT of the version takes them. */
      readonly properties: JsonObject;
      readonly dependencies: readonly Dependency[];
    }
  | {
      readonly kind: 'blocked';
      readonly reasons: readonly [Reason, ...Reason[]];
      readonly dependencies: readonly Dependency[];
    };

/** Turns the body of one version of an asset of the source workspace into the body to be created in the target. */
export function translateAsset({ properties }: AssetInput): AssetTranslation {
  return { kind: 'translated', properties, dependencies: [] };
}
