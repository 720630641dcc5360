import { shared } from '../../tsup.base.ts';

export default shared;
