import { connect } from 'node:tls';
import type { Address, TlsFiles } from '../../model/actors';
import { clientTls } from '../../protocols/dimse/tls';

export interface Answer {
  outcome: 'served' | 'refused' | 'unreachable';
  detail: string;
}

const UNREACHABLE = new Set(['ECONNREFUSED', 'EHOSTUNREACH', 'ENETUNREACH', 'ENOTFOUND', 'ETIMEDOUT']);

/** Offers a listener TLS 1.0 and 1.1 and nothing newer. Whom it belongs to does not matter here: its certificate is not checked. */
export function offerWithdrawn(at: Address, files: TlsFiles, timeoutMs: number): Promise<Answer> {
  return new Promise((resolve) => {
    const socket = connect({
      ...clientTls({ ...files, minVersion: 'TLSv1' }),
      maxVersion: 'TLSv1.1',
      rejectUnauthorized: false,
      host: at.host,
      port: at.port,
    });
    const answer = (outcome: Answer['outcome'], detail: string): void => {
      clearTimeout(timer);
      socket.destroy();
      resolve({ outcome, detail });
    };
    const silence = (): void => answer('unreachable', `nothing was heard for ${timeoutMs / 1000} s`);
    const timer = setTimeout(silence, timeoutMs);
    socket.on('secureConnect', () => answer('served', `the handshake ended with ${socket.getProtocol() ?? 'TLS'}.`));
    socket.on('error', (error: NodeJS.ErrnoException) => {
      answer(UNREACHABLE.has(error.code ?? '') ? 'unreachable' : 'refused', error.message);
    });
    socket.on('close', () => answer('refused', 'the connection was closed during the handshake'));
  });
}
