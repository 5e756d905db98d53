import type { Finding } from '../../model/check';
import type { Item } from './items';

/** Takes a finding about an object that lies in what other objects say. */
export type Report = (item: Item, finding: Finding) => void;
