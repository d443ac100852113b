import type { BookLine } from './books.ts';
import type { Certificate } from './certificate.ts';
import type { DataStorage } from './data-storage.ts';
import type { JsonObject } from './json.ts';

export type RegionSeed = { readonly name: string; readonly displayName: string };
export type RegistrySeed = { readonly name: string; readonly regions: readonly string[] };

type NameVersion = { readonly name: string; readonly version: string };

/** A workspace with what it holds from the start. */
export type WorkspaceSeed = {
  readonly id: string;
  readonly region: string;
  readonly guid: string;
  /** The name of the default storage account. */
  readonly storageAccount: string;
  readonly computes: readonly string[];
  /** Sizes of machines by the name of the compute; what is not named has a small one. */
  readonly vmSizes?: Readonly<Record<string, string>>;
  readonly environments: readonly (NameVersion & {
    readonly image?: string;
    readonly condaFile?: string;
    /** Without an image: it is built from what lies there. */
    readonly build?: { readonly contextUri: string; readonly dockerfilePath: string };
  })[];
  readonly codes: readonly NameVersion[];
  readonly components: readonly (NameVersion & { readonly componentSpec: JsonObject })[];
  readonly data: readonly (NameVersion & { readonly dataUri: string; readonly dataType: string })[];
  readonly models: readonly (NameVersion & { readonly modelUri: string })[];
  readonly datastores: readonly {
    readonly name: string;
    readonly accountName: string;
    readonly containerName: string;
    readonly isDefault?: boolean;
  }[];
  /** What lies in its datastores besides the files of its code, data and models. `size` alone: that many empty bytes. */
  readonly blobs?: readonly {
    readonly datastore: string;
    readonly path: string;
    readonly content?: string;
    readonly size?: number;
  }[];
  /** ARM ids of the user-assigned identities of the workspace. Without one, a Spark job is refused. */
  readonly identities?: readonly string[];
};

export type JobTimes = {
  readonly startingMs: number;
  readonly queuedMs: number;
  readonly preparingMs: number;
  readonly runningMs: number;
  readonly finalizingMs: number;
};

export type SimulatorOptions = {
  readonly regions: readonly RegionSeed[];
  readonly workspaces: readonly WorkspaceSeed[];
  /** Registries and the regions they cover; `azureml` covers all of them and need not be named. */
  readonly registries?: readonly RegistrySeed[];
  /** Where every request and state change is appended, one JSON line each. */
  readonly booksFile?: string;
  /** Where the PEM of its certificate is put; without it in a temporary folder that `stop` removes. */
  readonly folder?: string;
  readonly seed?: number;
  readonly times?: Partial<JobTimes>;
  /** How many jobs a page of the list holds. */
  readonly pageSize?: number;
  readonly tenantId?: string;
  /** Real storage accounts. With it, a job whose data or code is not there fails; without it, nobody looks. */
  readonly dataStorage?: DataStorage;
  /** The certificate to listen with, where another part shares it; whoever made it removes it. */
  readonly certificate?: Certificate;
};

/** Where a simulator listens: all that another process needs. */
export type SimulatorAddresses = {
  readonly armUrl: string;
  readonly controlUrl: string;
  /** PEM of the certificate, for `NODE_EXTRA_CA_CERTS`. */
  readonly caFile: string;
  /** App Service's managed identity endpoint: `IDENTITY_ENDPOINT` and `IDENTITY_HEADER`. */
  readonly identity: { readonly endpoint: string; readonly header: string };
  /** The data plane host of each region. */
  readonly regionUrls: Readonly<Record<string, string>>;
  /** All storage accounts: `{account}` stands for the name of one. Undefined without storage. */
  readonly blobEndpoint?: string;
};

export type Simulator = SimulatorAddresses & {
  books(): BookLine[];
  /** A bearer token of the driver's own principal. */
  token(audience?: string): string;
  stop(): Promise<void>;
};
