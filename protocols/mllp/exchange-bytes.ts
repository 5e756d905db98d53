import { connect as connectTcp, type Socket } from 'node:net';
import { connect as connectTls } from 'node:tls';
import type { MllpPeer } from '../../model/actors';
import { clientTls } from '../dimse/tls';
import { END_BLOCK, MllpFramer } from './framer';

/** What came of bytes that were sent: the first framed answer, or why there was none. */
export type BytesAnswer = { answer: Buffer } | { unanswered: 'closed' | 'silent' | 'unreachable' };

const MAX_ANSWER_BYTES = 1024 * 1024;

/**
 * Sends bytes just as they are on a connection of their own, framed or not, and takes whatever frame comes back first. For a
 * tester, who must send what no client would. Never rejects.
 */
export function exchangeBytes(peer: MllpPeer, bytes: Buffer, timeoutMs: number): Promise<BytesAnswer> {
  return new Promise((resolve) => {
    const framer = new MllpFramer(MAX_ANSWER_BYTES);
    let connected = false;
    const socket = open(peer);
    const end = (result: BytesAnswer): void => {
      clearTimeout(timer);
      socket.destroy();
      resolve(result);
    };
    const timer = setTimeout(() => end({ unanswered: connected ? 'silent' : 'unreachable' }), timeoutMs);
    socket.once(peer.tls ? 'secureConnect' : 'connect', () => {
      connected = true;
      socket.write(bytes);
      // What has no end is ended by the end of the connection: the peer need not wait for more.
      if (!bytes.includes(END_BLOCK)) socket.end();
    });
    socket.on('data', (chunk: Buffer) => {
      try {
        const [first] = framer.push(chunk);
        if (first) end({ answer: first.bytes });
      } catch {
        end({ unanswered: 'closed' });
      }
    });
    socket.on('error', () => end({ unanswered: connected ? 'closed' : 'unreachable' }));
    socket.on('close', () => end({ unanswered: connected ? 'closed' : 'unreachable' }));
  });
}

function open({ host, port, tls }: MllpPeer): Socket {
  return tls ? connectTls({ host, port, ...clientTls(tls) }) : connectTcp({ host, port });
}
