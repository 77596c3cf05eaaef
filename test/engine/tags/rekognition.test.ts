import { createServer, type IncomingMessage, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join, resolve } from 'node:path';
import sharp from 'sharp';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { writeManyImages } from '../../fixtures/manyImages';
import { winnow } from '../../support/cli';
import { withFolder } from '../../support/workspace';

const count = 12;
const first = 'class-01/000000.jpg';

interface Asked {
  readonly target: string | undefined;
  readonly authorization: string;
  readonly image: Buffer;
  readonly most: number;
}

/**
 * What answers as the service does: JSON 1.1 over HTTP, named by X-Amz-Target. Images of a class share a hue: the redder
 * half is a rose to it.
 */
class StandIn {
  readonly asked: Asked[] = [];
  /** Answers the next requests with these errors; one that is about what is seen waits for such an image. */
  readonly errors: { readonly type: string; readonly sees?: string }[] = [];
  private server: Server | undefined;

  async start(): Promise<string> {
    this.server = createServer((request, response) => {
      this.answer(request)
        .then(({ status, body }) => {
          response.writeHead(status, { 'Content-Type': 'application/x-amz-json-1.1' });
          response.end(JSON.stringify(body));
        })
        .catch((error: unknown) => response.destroy(error instanceof Error ? error : undefined));
    });
    await new Promise<void>((done) => this.server?.listen(0, '127.0.0.1', done));
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
  }

  async stop(): Promise<void> {
    await new Promise((done) => this.server?.close(done));
  }

  private async answer(request: IncomingMessage): Promise<{ status: number; body: object }> {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    const body = JSON.parse(Buffer.concat(chunks).toString()) as { Image: { Bytes: string }; MaxLabels: number };
    const image = Buffer.from(body.Image.Bytes, 'base64');
    const { 'x-amz-target': target, authorization = '' } = request.headers;
    this.asked.push({ target: String(target), authorization, image, most: body.MaxLabels });
    const { channels } = await sharp(image).stats();
    const seen = channels[0].mean > channels[2].mean ? 'Rose' : 'Sea';
    const next = this.errors.findIndex(({ sees = seen }) => sees === seen);
    if (next >= 0) {
      const [{ type }] = this.errors.splice(next, 1);
      return { status: 400, body: { __type: type, message: `a ${type}` } };
    }
    const Labels = [
      { Name: seen, Confidence: 98.5, Instances: [], Parents: [{ Name: 'Nature' }] },
      { Name: 'Nature', Confidence: 60.25, Instances: [], Parents: [] },
    ];
    return { status: 200, body: { LabelModelVersion: '3.0', Labels } };
  }
}

describe('AWS Rekognition', () => {
  let service: StandIn;
  const before = { ...process.env };

  beforeEach(async () => {
    service = new StandIn();
    // The SDK's own chain: region and keys from the environment; packages are looked for in the home folder.
    Object.assign(process.env, {
      HOME: resolve(import.meta.dirname, '../../..'),
      AWS_ENDPOINT_URL_REKOGNITION: await service.start(),
      AWS_REGION: 'eu-central-1',
      AWS_ACCESS_KEY_ID: 'AKIDEXAMPLE',
      AWS_SECRET_ACCESS_KEY: 'secret',
      AWS_EC2_METADATA_DISABLED: 'true',
    });
  });

  afterEach(async () => {
    process.env = { ...before };
    await service.stop();
  });

  function withDataset(work: (run: (...args: string[]) => ReturnType<typeof winnow>) => Promise<void>) {
    return (): Promise<void> =>
      withFolder(async (folder) => {
        const dataset = join(folder, 'set');
        await writeManyImages(dataset, count, { seed: 3, classes: 2 });
        const own = ['--cache', join(folder, 'cache'), '--state', join(folder, 'state'), '--backend', 'cpu'];
        const common = [
          '--reference',
          first,
          '--service',
          'aws-rekognition',
          '--top',
          '1',
          ...own,
          '--json',
          '--quiet',
        ];
        await work((...args) => winnow(['tags', dataset, ...common, ...args]));
      });
  }

  it(
    'is sent nothing before the number is agreed to; then each image once, small, signed and without metadata',
    withDataset(async (run) => {
      const refused = await run();
      expect(refused.code).toBe(2);
      expect(refused.stderr).toContain(`${count} images would be sent to AWS Rekognition`);
      expect(service.asked).toHaveLength(0);
      const { code, stdout } = await run('--send', String(count));
      expect(code).toBe(0);
      expect(service.asked).toHaveLength(count);
      for (const { target, authorization, image, most } of service.asked) {
        expect(target).toBe('RekognitionService.DetectLabels');
        expect(authorization).toMatch(/^AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE\/\d{8}\/eu-central-1\/rekognition\//);
        expect(most).toBe(20);
        const { format, exif, width } = await sharp(image).metadata();
        expect([format, exif]).toEqual(['jpeg', undefined]);
        expect(width).toBeLessThanOrEqual(1024);
      }
      const { reference, images } = JSON.parse(stdout) as {
        reference: string[];
        images: { path: string; tags: { name: string; score: number }[]; matches: boolean }[];
      };
      expect(reference).toHaveLength(1);
      expect(images).toHaveLength(count);
      expect(images[0].tags[0].score).toBeCloseTo(0.985, 5);
      for (const { tags, matches } of images) expect(matches).toBe(tags.some(({ name }) => reference.includes(name)));
      // What is known by content is not sent again.
      const again = await run();
      expect(again.code).toBe(0);
      expect(JSON.parse(again.stdout)).toEqual(JSON.parse(stdout));
      expect(service.asked).toHaveLength(count);
    }),
  );

  it(
    'is asked again when it is busy; an image that it refuses is not held against the reference',
    withDataset(async (run) => {
      // Not the reference image: without its tags there would be nothing to hold the others against.
      service.errors.push({ type: 'ThrottlingException' }, { type: 'InvalidImageFormatException', sees: 'Sea' });
      const { code, stdout, stderr } = await run('--send', String(count), '--tags', 'Nature', '--top', '2');
      expect(code, stderr).toBe(0);
      expect(service.asked).toHaveLength(count + 1);
      const { images } = JSON.parse(stdout) as { images: { tags: object[]; matches: boolean }[] };
      const untagged = images.filter(({ tags }) => tags.length === 0);
      expect(untagged).toHaveLength(1);
      expect(untagged[0]).toMatchObject({ matches: true });
    }),
  );

  it(
    'that refuses the account ends the sending, and says where keys come from; so does a missing SDK',
    withDataset(async (run) => {
      for (let i = 0; i < 40; i++) service.errors.push({ type: 'AccessDeniedException' });
      const denied = await run('--send', String(count));
      expect(denied.code).toBe(2);
      expect(denied.stderr).toMatch(/AccessDeniedException.*AWS_REGION/s);
      process.env.HOME = '/nowhere';
      const missing = await run('--send', String(count));
      expect(missing.code).toBe(2);
      expect(missing.stderr).toContain('npm install --prefix ~ @aws-sdk/client-rekognition');
    }),
  );
});
