import { signatureSide } from '../../images/fingerprint';
import { localDifference } from './localDifference';
import { dot, normalise } from './signatureWindow';
import { trimmedResidual } from './trimmedResidual';

const points = signatureSide ** 2;

/** How much two signatures, [32, 32] luma, differ in the field where they differ most, and how much elsewhere. */
export function differencesOf(one: Uint8Array, other: Uint8Array): { difference: number; residual: number } {
  const [a, b] = [one, other].map((signature) => {
    const patch = Float64Array.from(signature.subarray(0, points));
    normalise(patch, points, 0);
    return patch;
  });
  return { difference: localDifference(a, b, signatureSide, dot(a, b, points)), residual: trimmedResidual(a, b) };
}
