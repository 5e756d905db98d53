import { connect as connectTcp, type Socket } from 'node:net';
import { connect as connectTls, type ConnectionOptions, type TLSSocket } from 'node:tls';
import type { Address, TlsFiles } from '../../model/actors';
import { clientTls } from '../dimse/tls';
import { connectReusing } from '../reused-memory';
import { tlsFailure } from './tls-facts';

export interface TargetCallbacks {
  /** TLS, where it is wanted, is agreed on. Error and close of the socket are the caller's from now on. */
  onReady(socket: Socket, raw: Socket): void;
  /** TCP was connected, TLS did not come about; `onFailed` follows. */
  onTlsFailed(reason: string): void;
  onFailed(reason: string): void;
}

/**
 * Connects to what stands behind a tap. Exactly one of `onReady` and `onFailed` is called, later, unless the returned
 * function breaks it off first.
 * @param reuses memory for what comes from the target is used again: only for whoever keeps nothing of it but copies
 */
export function connectTarget(
  target: Address & { tls?: TlsFiles },
  timeoutMs: number,
  callbacks: TargetCallbacks,
  reuses = false,
): () => void {
  const { host, port, tls } = target;
  const where = `${host}:${port}`;
  if (port === 0) {
    const soon = setImmediate(() => callbacks.onFailed('what stands behind the tap is not started yet'));
    return () => clearImmediate(soon);
  }
  const raw = (reuses && !tls ? connectReusing : connectTcp)({ host, port, allowHalfOpen: true, noDelay: true });
  let secure: TLSSocket | undefined;
  let settled = false;
  const settle = (): boolean => {
    const first = !settled;
    settled = true;
    clearTimeout(timer);
    return first;
  };
  const fail = (reason: string): void => {
    if (!settle()) return;
    callbacks.onFailed(reason);
    raw.destroy();
    secure?.destroy();
  };
  const timer = setTimeout(() => fail(`no answer from ${where} within ${timeoutMs / 1000} s`), timeoutMs);
  const failTls = (error: Error): void => {
    if (settled) return;
    const reason = tlsFailure(error);
    callbacks.onTlsFailed(reason);
    fail(`TLS with ${where} failed: ${reason}`);
  };
  // Errors of a socket whose connection is over are dealt with by the connection; here they only must not go unheard.
  raw.on('error', (error: NodeJS.ErrnoException) => {
    if (raw.connecting || !secure) fail(`${where}: ${describe(error)}`);
    else failTls(error);
  });
  raw.once('connect', () => {
    if (settled) return;
    if (!tls) {
      settle();
      callbacks.onReady(raw, raw);
      return;
    }
    try {
      // `host` gives the server name; the connection itself is `raw`.
      const options: ConnectionOptions & { allowHalfOpen: boolean } = {
        ...clientTls(tls),
        socket: raw,
        host,
        allowHalfOpen: true,
      };
      secure = connectTls(options);
    } catch (error) {
      fail((error as Error).message);
      return;
    }
    const made = secure;
    made.on('error', failTls);
    made.once('close', () => failTls(Object.assign(new Error('closed'), { code: 'ECONNRESET' })));
    made.once('secureConnect', () => {
      if (settle()) callbacks.onReady(made, raw);
    });
  });
  return () => {
    if (!settle()) return;
    raw.destroy();
    secure?.destroy();
  };
}

function describe(error: NodeJS.ErrnoException): string {
  if (error.code === 'ECONNREFUSED') return 'nothing listens there';
  if (error.code === 'ENOTFOUND' || error.code === 'EAI_AGAIN') return 'the host name is not known';
  if (error.code === 'EHOSTUNREACH' || error.code === 'ENETUNREACH') return 'the host cannot be reached';
  if (error.code === 'ECONNRESET') return 'the connection was broken off at once';
  return error.message;
}
