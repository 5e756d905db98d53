import type { Address } from '../../model/actors';

export type MllpErrorCode = 'unreachable' | 'timeout' | 'tls' | 'closed' | 'bad-ack';

/** An HL7 exchange that did not come to its end. `message` is one plain sentence that names the peer. */
export class MllpError extends Error {
  override readonly name = 'MllpError';
  constructor(
    readonly code: MllpErrorCode,
    message: string,
  ) {
    super(message);
  }
}

export function connectError({ host, port }: Address, error: NodeJS.ErrnoException, tls: boolean): MllpError {
  const where = `the HL7 receiver at ${host}:${port}`;
  switch (error.code) {
    case 'ECONNREFUSED':
      return new MllpError(
        'unreachable',
        `${capital(where)} could not be reached: nothing listens at that port. Check that it is running, and its host and port.`,
      );
    case 'ENOTFOUND':
    case 'EAI_AGAIN':
      return new MllpError(
        'unreachable',
        `${capital(where)} could not be reached: the host name is not known. Check the host name.`,
      );
    case 'EHOSTUNREACH':
    case 'ENETUNREACH':
    case 'ETIMEDOUT':
      return new MllpError(
        'unreachable',
        `${capital(where)} could not be reached: there is no route to it. Check host, port and firewall.`,
      );
    case 'ECONNRESET':
    case 'EPIPE':
      return tls
        ? new MllpError(
            'tls',
            `${capital(where)} closed the connection during the TLS handshake. Check that both sides use TLS and trust each other's certificates.`,
          )
        : new MllpError('closed', `${capital(where)} reset the connection. Check its log, and whether it expects TLS.`);
    default:
      return tls
        ? new MllpError(
            'tls',
            `TLS could not be agreed on with ${where}: ${error.message}. Check that both sides use TLS and trust each other's certificates.`,
          )
        : new MllpError('unreachable', `${capital(where)} could not be reached: ${error.message}.`);
  }
}

function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
