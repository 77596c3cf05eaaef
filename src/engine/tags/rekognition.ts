import * as z from 'zod';
import { mostTop, type Tag } from '../../core/reference';
import { UserError, errorReason } from '../errors';
import { loadUserPackage } from '../userPackages';

const sdkName = '@aws-sdk/client-rekognition';

/** What is used of the SDK: it is the user's own and never shipped. */
interface Sdk {
  readonly RekognitionClient: new (settings: { readonly maxAttempts: number }) => Client;
  readonly DetectLabelsCommand: new (input: {
    readonly Image: { readonly Bytes: Uint8Array };
    readonly MaxLabels: number;
  }) => object;
}
interface Client {
  send(command: object, options: { readonly abortSignal: AbortSignal }): Promise<unknown>;
  destroy(): void;
}

const reply = z.object({
  Labels: z.array(z.object({ Name: z.string().min(1).max(500), Confidence: z.number() })).default([]),
});

/** Errors of the service about one image; any other ends the asking. */
const ofTheImage = new Set(['ImageTooLargeException', 'InvalidImageFormatException', 'InvalidParameterException']);

/** What the service names in one image; `reason` where it refused the image. */
export type Detected =
  { readonly ok: true; readonly tags: readonly Tag[] } | { readonly ok: false; readonly reason: string };

/**
 * AWS Rekognition's DetectLabels through the official SDK, which is looked for where the user installs packages. Region
 * and keys come from the SDK's own chain (environment, shared files, roles).
 */
export class Rekognition {
  private constructor(
    private readonly sdk: Sdk,
    private readonly client: Client,
  ) {}

  /** Throws `UserError` where the SDK is not installed, or cannot be used. */
  static load(from: string, places?: readonly string[]): Rekognition {
    try {
      const sdk = loadUserPackage(sdkName, from, places) as Sdk;
      return new Rekognition(sdk, new sdk.RekognitionClient({ maxAttempts: 5 }));
    } catch (error) {
      throw new UserError(
        `AWS Rekognition cannot be asked (${errorReason(error)}). Install its SDK in your home folder: npm install --prefix ~ ${sdkName}`,
      );
    }
  }

  /** Sends one JPEG or PNG. Throws `UserError` when the service cannot be reached or refuses the account. */
  async detect(image: Uint8Array, signal: AbortSignal): Promise<Detected> {
    const command = new this.sdk.DetectLabelsCommand({ Image: { Bytes: image }, MaxLabels: mostTop });
    let answer;
    try {
      answer = reply.safeParse(await this.client.send(command, { abortSignal: signal }));
    } catch (error) {
      signal.throwIfAborted();
      if (error instanceof Error && ofTheImage.has(error.name)) return { ok: false, reason: error.message };
      const name = error instanceof Error ? `${error.name}: ` : '';
      throw new UserError(
        `AWS Rekognition did not answer (${name}${errorReason(error)}). Region and keys come from the AWS settings of this machine (AWS_REGION, ~/.aws).`,
      );
    }
    if (!answer.success) return { ok: false, reason: 'the service answered something else' };
    const tags = answer.data.Labels.map(({ Name, Confidence }) => ({
      name: Name,
      score: Math.min(1, Math.max(0, Confidence / 100)),
    }));
    return { ok: true, tags: tags.sort((a, b) => b.score - a.score).slice(0, mostTop) };
  }

  close(): void {
    this.client.destroy();
  }
}
