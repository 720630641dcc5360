/** Octets, commands and replies of SMTP on the wire (RFC 5321), without the rest of core: what a server needs too. */
export { MODE_NAMES, type Mode, PORTS, type Port } from '../ports.ts';
export {
  ascii,
  base64Decode,
  base64Encode,
  concatBytes,
  equalBytes,
  hexEncode,
  latin1,
  utf8Decode,
  utf8Encode,
} from './bytes.ts';
export { type Command, type Encoded, encodeCommand, isEhloName, isEnvelopeAddress } from './commands.ts';
export { needsMoreBytes, recogniseSpeaker } from './first-bytes.ts';
export { handshakeTypes } from './handshake.ts';
export { keywordsOf, NO_OFFERS, type Offers, readOffers } from './offers.ts';
export { asBytes } from './raw.ts';
export { type Garbage, NEW_READER, type Reply, type ReplyItem, type ReplyReader, readReplies } from './replies.ts';
