import { open } from 'node:fs/promises';
import { ByteWriter, ParquetWriter, type SchemaElement } from 'hyparquet-writer';
import type { Sample, ShardFile } from './writeShards';

const text = (name: string): SchemaElement => ({
  name,
  type: 'BYTE_ARRAY',
  converted_type: 'UTF8',
  repetition_type: 'OPTIONAL',
});
const whole = (name: string, type: 'INT32' | 'INT64'): SchemaElement => ({ name, type, repetition_type: 'OPTIONAL' });

/** An image is `{bytes, path}`, as Hugging Face's `datasets` and the tools around it know it. */
const schema: SchemaElement[] = [
  { name: 'root', num_children: 9 },
  { name: 'image', num_children: 2, repetition_type: 'OPTIONAL' },
  { name: 'bytes', type: 'BYTE_ARRAY', repetition_type: 'OPTIONAL' },
  text('path'),
  whole('label', 'INT64'),
  text('label_name'),
  text('caption'),
  whole('width', 'INT32'),
  whole('height', 'INT32'),
  text('sha256'),
  text('source'),
  text('source_sha256'),
];

/** A shard in Parquet; `classes` names the numbers in `label`. Rows are written in the groups in which they come. */
export async function openParquetShard(path: string, classes: readonly string[]): Promise<ShardFile> {
  const file = await open(path, 'wx');
  const bytes = new ByteWriter(1 << 20);
  const writer = new ParquetWriter({
    writer: bytes,
    schema,
    createdBy: 'winnow',
    kvMetadata: [{ key: 'huggingface', value: JSON.stringify({ info: { features: features(classes) } }) }],
  });
  const flush = async (): Promise<void> => {
    await file.writeFile(bytes.getBytes());
    bytes.index = 0;
  };
  return {
    add: async (samples) => {
      await writer.write({ columnData: columnsOf(samples), rowGroupSize: Math.max(1, samples.length) });
      await flush();
    },
    close: async () => {
      try {
        await writer.finish();
        await flush();
        await file.sync();
      } finally {
        await file.close();
      }
    },
    abandon: () => file.close(),
  };
}

function columnsOf(samples: readonly Sample[]): Parameters<ParquetWriter['write']>[0]['columnData'] {
  return [
    {
      name: 'image',
      data: samples.map(({ data, record }) => ({ bytes: data, path: record.path })),
      // Pictures are compressed already, and the smallest of them is no use to anyone.
      codec: 'UNCOMPRESSED',
      encoding: 'PLAIN',
      statistics: false,
    },
    { name: 'label', data: samples.map(({ classIndex }) => (classIndex < 0 ? null : BigInt(classIndex))) },
    { name: 'label_name', data: samples.map(({ record }) => record.label || null) },
    { name: 'caption', data: samples.map(({ caption }) => caption ?? null) },
    { name: 'width', data: samples.map(({ record }) => record.width) },
    { name: 'height', data: samples.map(({ record }) => record.height) },
    { name: 'sha256', data: samples.map(({ record }) => record.sha256) },
    { name: 'source', data: samples.map(({ record }) => record.source) },
    { name: 'source_sha256', data: samples.map(({ record }) => record.sourceSha256) },
  ];
}

/** What each column means to Hugging Face's `datasets`. */
function features(classes: readonly string[]): Readonly<Record<string, unknown>> {
  const value = (dtype: string): unknown => ({ dtype, _type: 'Value' });
  return {
    image: { _type: 'Image' },
    label: classes.length > 0 ? { names: classes, _type: 'ClassLabel' } : value('int64'),
    label_name: value('string'),
    caption: value('string'),
    width: value('int32'),
    height: value('int32'),
    sha256: value('string'),
    source: value('string'),
    source_sha256: value('string'),
  };
}
