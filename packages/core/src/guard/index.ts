export { isSameAddress } from './address.ts';
export { type Cidr, contains, parseCidr } from './cidr.ts';
export { judgeAddress } from './judge-address.ts';
export { judgeAnswers } from './judge-answers.ts';
export { judgeName } from './judge-name.ts';
export { judgePort } from './judge-port.ts';
export { type AddressPolicy, type PolicyText, PUBLIC_POLICY, readPolicy } from './policy.ts';
export { type Judgement, REFUSALS, type Refusal } from './refusals.ts';
