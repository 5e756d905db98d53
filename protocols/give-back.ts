import { MessageChannel } from 'node:worker_threads';

/** Nobody is at the other end: what is given away through it is gone. */
const nowhere = new MessageChannel();
nowhere.port2.close();
nowhere.port1.unref();

/**
 * Frees the memory of bytes that nobody will look at again. A busy link brings gigabytes in small buffers, and the collector
 * would go through the whole heap for every 32 MiB of them. Only for bytes that a socket gave and that are in no write.
 */
export function giveBack(bytes: Buffer): void {
  const { buffer } = bytes;
  if (buffer instanceof ArrayBuffer && buffer.byteLength >= WORTH_IT && buffer.byteLength === bytes.length)
    nowhere.port1.postMessage(undefined, [buffer]);
}

const WORTH_IT = 16 * 1024;
