import type { LinkProtocol } from '../../model/events';
import { DimseFollower } from './dimse/follower';
import type { Follower, FollowerOptions } from './follower';
import { HttpFollower } from './http/follower';
import { MllpFollower } from './mllp/follower';

export function createFollower(protocol: LinkProtocol, options: FollowerOptions): Follower {
  switch (protocol) {
    case 'dimse':
      return new DimseFollower(options);
    case 'mllp':
      return new MllpFollower(options);
    case 'dicomweb':
    case 'fhir':
    case 'http':
      return new HttpFollower(options);
  }
}

/** What follows HTTP and HL7 looks at messages and bodies where they are; what follows DIMSE keeps nothing of them but copies. */
export function reusesMemory(protocol: LinkProtocol): boolean {
  return protocol === 'dimse';
}
