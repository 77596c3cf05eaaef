/** The bytes of an array of numbers, in the same memory. */
export function bytesOf({ buffer, byteOffset, byteLength }: ArrayBufferView): Buffer {
  return Buffer.from(buffer, byteOffset, byteLength);
}

/** Bytes in memory of their own: what a cache or a file gives may be a part of more, and lie where wider numbers cannot. */
export function ownMemory({ buffer, byteOffset, byteLength }: ArrayBufferView): ArrayBufferLike {
  return buffer.slice(byteOffset, byteOffset + byteLength);
}
