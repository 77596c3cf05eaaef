export interface ShippedPackage {
  readonly name: string;
  readonly version: string;
  readonly licence: string;
  readonly folder: string;
}

export function shippedPackages(): Promise<ShippedPackage[]>;
export function unwelcomeLicences(packages: readonly ShippedPackage[]): string[];
