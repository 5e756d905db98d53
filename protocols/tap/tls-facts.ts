import type { TLSSocket } from 'node:tls';

/** What was agreed on, for the record. `authorized` only where the peer had to show a certificate. */
export function tlsFacts(socket: TLSSocket): {
  version: string;
  cipher: string;
  peerCertificateSha256?: string;
  authorized?: boolean;
} {
  const fingerprint = (socket.getPeerCertificate() as { fingerprint256?: string } | null)?.fingerprint256;
  return {
    version: socket.getProtocol() ?? 'unknown',
    cipher: socket.getCipher()?.name ?? 'unknown',
    ...(fingerprint
      ? { peerCertificateSha256: fingerprint.replaceAll(':', '').toLowerCase(), authorized: socket.authorized }
      : {}),
  };
}

/** Many clients say nothing when the certificate does not please them. */
export const LEFT =
  'the peer broke the connection off during the handshake, as those do who do not trust the certificate they are shown';

const REASONS: [pattern: RegExp, sentence: string][] = [
  [
    /UNSUPPORTED_PROTOCOL|UNSUPPORTED_SSL_VERSION|VERSION_TOO_LOW|INAPPROPRIATE_FALLBACK|ALERT_PROTOCOL_VERSION/,
    'no TLS version that both sides allow',
  ],
  [
    /NO_SHARED_CIPHER|NO_CIPHERS|SUITABLE_SIGNATURE|ALERT_HANDSHAKE_FAILURE|HANDSHAKE_FAILURE_ON/,
    'no cipher suite or signature that both sides allow',
  ],
  [
    /HTTP_REQUEST|WRONG_VERSION_NUMBER|PACKET_LENGTH_TOO_LONG|UNKNOWN_PROTOCOL|BAD_RECORD_TYPE|UNEXPECTED_MESSAGE|RECORD_LAYER/,
    'the peer does not speak TLS here',
  ],
  [/ALERT_UNKNOWN_CA/, 'the peer does not trust the issuer of the certificate it was shown'],
  [
    /ALERT_(BAD_CERTIFICATE|CERTIFICATE_UNKNOWN|UNSUPPORTED_CERTIFICATE)/,
    'the peer did not accept the certificate it was shown',
  ],
  [/ALERT_CERTIFICATE_EXPIRED/, 'the peer holds the certificate it was shown to be expired'],
  [/PEER_DID_NOT_RETURN|CERTIFICATE_REQUIRED/, 'no client certificate was given, and one is required'],
  [/CERT_HAS_EXPIRED/, 'the certificate of the peer has expired'],
  [/CERT_NOT_YET_VALID/, 'the certificate of the peer is not valid yet'],
  [
    /SELF_SIGNED|UNABLE_TO_GET_ISSUER|UNABLE_TO_VERIFY|CERT_UNTRUSTED|CERT_SIGNATURE/,
    'the certificate of the peer is not signed by the CA that is trusted here',
  ],
  [/HANDSHAKE_TIMEOUT/, 'the handshake took too long'],
  [/ECONNRESET|EPIPE|SOCKET_HANG_UP/, LEFT],
];

/** A failed handshake in one plain phrase, with OpenSSL's code for those who look it up. */
export function tlsFailure(error: Error): string {
  const code = (error as NodeJS.ErrnoException).code ?? '';
  // OpenSSL's code, or its text, `... ssl/tls alert unknown ca ...`, in the same form.
  const text = `${code} ${error.message}`.replace(/[^A-Za-z0-9]+/g, '_').toUpperCase();
  const known = REASONS.find(([pattern]) => pattern.test(text))?.[1];
  if (known === undefined) return error.message.split('\n')[0] ?? '';
  return code.startsWith('ERR_SSL_') || code.includes('CERT') ? `${known} (${code})` : known;
}
