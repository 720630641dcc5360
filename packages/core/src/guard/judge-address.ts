import { type Address, parseAddress } from './address.ts';
import { compile, contains } from './cidr.ts';
import { CLOUD_SERVICES } from './cloud.ts';
import type { AddressPolicy } from './policy.ts';
import { ALLOWED, type Judgement, refuse } from './refusals.ts';
import { SPECIAL_V4 } from './special-v4.ts';
import { GLOBAL_UNICAST_V6, SPECIAL_V6 } from './special-v6.ts';
import { unwrap } from './wrappers.ts';

/**
 * Whether an address literal may be connected to (security rows SEC-01, SEC-02, SEC-04). An allow-list: what is not
 * plainly global unicast, and not opened by the operator, is refused.
 */
export function judgeAddress(text: string, policy: AddressPolicy): Judgement {
  // `::1%lo` connects: a zone id is never dropped to judge the rest
  if (text.includes('%')) return refuse('zone-id');
  const address = parseAddress(text);
  return address === null ? refuse('not-an-address') : judge(address, policy);
}

function judge(address: Address, policy: AddressPolicy): Judgement {
  const judged = judgeSpace(address, policy);
  return judged.ok && policy.denied.some((block) => contains(block, address)) ? refuse('denied') : judged;
}

/** By what the address is, whoever has it. */
function judgeSpace(address: Address, policy: AddressPolicy): Judgement {
  const wrapped = unwrap(address);
  if (wrapped !== null) {
    return policy.allowNat64 && wrapped.through !== null ? judge(wrapped.through, policy) : refuse('wrapped-ipv4');
  }
  if (CLOUD.some(({ cidr }) => contains(cidr, address))) return refuse('cloud-service');
  const special = SPECIAL.find(({ cidr }) => contains(cidr, address))?.row;
  if (special === undefined && GLOBAL.some(({ cidr }) => contains(cidr, address))) return ALLOWED;
  if (special?.never !== true && isOpened(address, policy)) return ALLOWED;
  return refuse(special === undefined ? 'not-global' : 'special-purpose');
}

const isOpened = (address: Address, { profile, allowed }: AddressPolicy): boolean =>
  profile === 'private' && allowed.some((block) => contains(block, address));

const CLOUD = /* @__PURE__ */ compile(CLOUD_SERVICES);
const SPECIAL = /* @__PURE__ */ compile([...SPECIAL_V4, ...SPECIAL_V6]);
const GLOBAL = /* @__PURE__ */ compile([{ block: '0.0.0.0/0' }, { block: GLOBAL_UNICAST_V6 }]);
