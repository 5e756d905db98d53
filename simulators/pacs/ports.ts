import { createServer } from 'node:net';
import { LaunchError } from './launch-error';

/**
 * The wished port when it is free, or any free one for 0 or undefined. Another process may still take it before it is
 * used.
 * @param what for the message: `DICOM`, `HTTP`
 */
export async function claimPort(host: string, wished: number | undefined, what: string): Promise<number> {
  const server = createServer();
  try {
    return await new Promise<number>((resolve, reject) => {
      server.once('error', reject);
      server.listen(wished ?? 0, host, () => resolve((server.address() as { port: number }).port));
    });
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    if (code === 'EADDRINUSE') {
      throw new LaunchError(
        `The PACS cannot have ${what} port ${wished} on ${host}: another program uses it; stop that program or choose another port`,
      );
    }
    throw new LaunchError(`The PACS cannot have ${what} port ${wished ?? 0} on ${host}: ${message}`);
  } finally {
    if (server.listening) await new Promise((resolve) => server.close(resolve));
  }
}

/** 127.0.0.0/8, ::1 and localhost. */
export function isLoopback(host: string): boolean {
  return host === 'localhost' || host === '::1' || /^127\./.test(host);
}
