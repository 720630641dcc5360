import { EMBEDDED } from '../../test/engines.ts';
import { queueContract } from '../../test/queue-contract.ts';

queueContract(EMBEDDED);
